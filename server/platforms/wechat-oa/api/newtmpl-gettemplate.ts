import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const newtmplGettemplate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'GET',
  path: '/wxaapi/newtmpl/gettemplate',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    data: z
      .array(z.object({ priTmplId: z.string(), title: z.string(), content: z.string(), type: z.number().optional() }))
      .default([]),
  }),
})
