import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const templateGetAll = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
  method: 'GET',
  path: '/cgi-bin/template/get_all_private_template',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    template_list: z.array(z.object({ template_id: z.string(), title: z.string(), content: z.string() })),
  }),
})
