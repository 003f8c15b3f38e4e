import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const gettoken = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/91039',
  method: 'GET',
  path: '/cgi-bin/gettoken',
  repeat: 'safe',
  auth: 'none',
  input: z.object({ corpid: z.string(), corpsecret: z.string() }),
  /** The same one while it lives, so 0 in its last second. */
  reply: z.object({ access_token: z.string().min(1), expires_in: z.number().int().nonnegative() }),
})
