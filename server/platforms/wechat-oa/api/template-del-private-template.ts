import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const templateDelPrivateTemplate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html',
  method: 'POST',
  path: '/cgi-bin/template/del_private_template',
  repeat: 'safe',
  input: z.object({ template_id: z.string().min(1) }),
  reply: z.object({}),
})
