import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Ends the old key at once: a repeat would end the one just given (facts B1 [U]). */
export const resetUserSessionKey = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/ResetUserSessionKey.html',
  method: 'GET',
  path: '/wxa/resetusersessionkey',
  repeat: 'unsafe',
  input: z.object({
    openid: OpenId,
    signature: z.string().length(64),
    sig_method: z.literal('hmac_sha256').default('hmac_sha256'),
  }),
  reply: z.object({ openid: OpenId, session_key: z.string().min(1) }),
})
