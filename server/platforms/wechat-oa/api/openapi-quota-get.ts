import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const openapiQuotaGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/openApi/get_api_quota.html',
  method: 'POST',
  path: '/cgi-bin/openapi/quota/get',
  repeat: 'safe',
  /** The path alone, with its slash: `/cgi-bin/message/custom/send`. */
  input: z.object({ cgi_path: z.string().startsWith('/') }),
  reply: z.object({
    quota: z.object({ daily_limit: z.number(), used: z.number(), remain: z.number() }),
    /** Newer answers carry it [U]. */
    rate_limit: z.object({ call_count: z.number(), refresh_second: z.number() }).optional(),
  }),
})
