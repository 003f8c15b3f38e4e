import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** What a refused call was, by the `rid` at the end of its errmsg; for seven days. The answer quotes tokens: not for logs. */
export const openapiRidGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/openApi/get_rid_info.html',
  method: 'POST',
  path: '/cgi-bin/openapi/rid/get',
  repeat: 'safe',
  input: z.object({ rid: z.string().min(1) }),
  reply: z.object({
    request: z.object({
      invoke_time: z.number(),
      cost_in_ms: z.number(),
      request_url: z.string(),
      request_body: z.string(),
      response_body: z.string(),
      client_ip: z.string().optional(),
    }),
  }),
})
