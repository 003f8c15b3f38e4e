import { z } from 'zod'
import { BotMessage } from '../../../../shared/api/wechaty.ts'
import { defineCall } from '../../call.ts'

/** Says something to one friend; `key` keeps its place in the line. `later`: it was not said, and is to be asked again at `at` (rhythm, cap, logged out). */
export const sendMessage = defineCall({
  doc: 'docs/platform-facts.md E3; docs/decisions/0004-wechaty.md',
  method: 'POST',
  path: '/messages',
  repeat: 'unsafe',
  input: z.object({ bot: z.string(), to: z.string(), key: z.string(), message: BotMessage }),
  reply: z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('sent'), id: z.string().nullable() }),
    z.object({
      outcome: z.literal('later'),
      at: z.coerce.date(),
      why: z.enum(['rhythm', 'cap', 'offline']),
    }),
  ]),
})
