import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** Only the app that the token belongs to: 301002 for another. */
export const agentGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90227',
  method: 'GET',
  path: '/cgi-bin/agent/get',
  repeat: 'safe',
  input: z.object({ agentid: z.string().regex(/^\d+$/) }),
  reply: z.object({ agentid: z.coerce.string(), name: z.string().default('') }),
})
