import { z } from 'zod'
import { BotState } from '../../../../shared/api/wechaty.ts'
import { defineCall } from '../../call.ts'

export const readState = defineCall({
  doc: 'docs/decisions/0004-wechaty.md',
  method: 'GET',
  path: '/state',
  repeat: 'safe',
  input: z.object({}),
  reply: BotState,
})
