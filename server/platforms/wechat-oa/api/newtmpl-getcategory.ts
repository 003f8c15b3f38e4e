import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const newtmplGetcategory = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'GET',
  path: '/wxaapi/newtmpl/getcategory',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ data: z.array(z.object({ id: z.number(), name: z.string() })).default([]) }),
})
