import { z } from 'zod'
import { OpenId, UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const code2session = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html',
  method: 'GET',
  path: '/sns/jscode2session',
  repeat: 'unsafe',
  auth: 'none',
  input: z.object({
    appid: z.string(),
    secret: z.string(),
    js_code: z.string(),
    grant_type: z.literal('authorization_code').default('authorization_code'),
  }),
  reply: z.object({ openid: OpenId, session_key: z.string(), unionid: UnionId.optional() }),
})
