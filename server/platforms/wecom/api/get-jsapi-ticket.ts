import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const getJsapiTicket = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90506',
  method: 'GET',
  path: '/cgi-bin/get_jsapi_ticket',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({ ticket: z.string(), expires_in: z.number().int().positive() }),
})
