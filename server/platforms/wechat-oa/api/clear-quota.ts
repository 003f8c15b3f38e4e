import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Ten times a month [U], so never twice for one wish. */
export const clearQuota = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/openApi/clear_quota.html',
  method: 'POST',
  path: '/cgi-bin/clear_quota',
  repeat: 'unsafe',
  input: z.object({ appid: z.string().min(1) }),
  reply: z.object({}),
})
