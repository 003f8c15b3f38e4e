import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const newtmplGetpubtemplatekeywords = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'GET',
  path: '/wxaapi/newtmpl/getpubtemplatekeywords',
  repeat: 'safe',
  input: z.object({ tid: z.string().min(1) }),
  reply: z.object({
    data: z
      .array(
        z.object({
          kid: z.number(),
          name: z.string(),
          example: z.string(),
          /** The type its value must have: `thing`, `time`. */
          rule: z.string(),
        }),
      )
      .default([]),
  }),
})
