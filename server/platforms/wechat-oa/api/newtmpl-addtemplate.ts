import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const newtmplAddtemplate = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html',
  method: 'POST',
  path: '/wxaapi/newtmpl/addtemplate',
  repeat: 'unsafe',
  input: z.object({
    tid: z.string().min(1),
    kidList: z.array(z.number().int()).min(1),
    sceneDesc: z.string().optional(),
  }),
  reply: z.object({ priTmplId: z.string() }),
})
