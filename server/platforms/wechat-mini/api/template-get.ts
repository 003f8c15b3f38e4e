import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const templateGet = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/getMessageTemplateList.html',
  method: 'GET',
  path: '/wxaapi/newtmpl/gettemplate',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    data: z.array(z.object({ priTmplId: z.string(), title: z.string(), content: z.string() })).default([]),
  }),
})
