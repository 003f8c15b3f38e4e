import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const newtmplDeltemplate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'POST',
  path: '/wxaapi/newtmpl/deltemplate',
  repeat: 'safe',
  input: z.object({ priTmplId: z.string().min(1) }),
  reply: z.object({}),
})
