import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const ticketGet = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90506',
  method: 'GET',
  path: '/cgi-bin/ticket/get',
  repeat: 'safe',
  input: z.object({ type: z.literal('agent_config').default('agent_config') }),
  reply: z.object({ ticket: z.string(), expires_in: z.number().int().positive() }),
})
