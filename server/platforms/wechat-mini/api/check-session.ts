import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Whether a session key still holds; the signature is `sessionSignature` (facts B1 [U]). */
export const checkSession = defineCall({
  doc: 'https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/checkSessionKey.html',
  method: 'GET',
  path: '/wxa/checksession',
  repeat: 'safe',
  input: z.object({
    openid: OpenId,
    signature: z.string().length(64),
    sig_method: z.literal('hmac_sha256').default('hmac_sha256'),
  }),
  reply: z.object({}),
})
