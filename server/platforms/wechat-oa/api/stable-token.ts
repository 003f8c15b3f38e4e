import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const stableToken = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/getStableAccessToken.html',
  method: 'POST',
  path: '/cgi-bin/stable_token',
  repeat: 'safe',
  auth: 'none',
  input: z.object({
    grant_type: z.literal('client_credential').default('client_credential'),
    appid: z.string(),
    secret: z.string(),
    /** Never true by itself: it kills the token other processes are using (facts A1.2). */
    force_refresh: z.literal(false).default(false),
  }),
  reply: z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() }),
})
