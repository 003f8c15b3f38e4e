import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Few a day and good for two hours: keep it. The page's signature is `signPage`. */
export const ticketGetticket = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html',
  method: 'GET',
  path: '/cgi-bin/ticket/getticket',
  repeat: 'safe',
  input: z.object({ type: z.enum(['jsapi', 'wx_card']).default('jsapi') }),
  reply: z.object({ ticket: z.string().min(1), expires_in: z.number().int().positive() }),
})
