import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { massDoc } from '../mass.ts'

/** Removes the article's page, never the message from people's chats. 0: all articles of the message. */
export const messageMassDelete = defineCall({
  doc: massDoc,
  method: 'POST',
  path: '/cgi-bin/message/mass/delete',
  repeat: 'safe',
  input: z.union([
    z.object({ msg_id: z.string().min(1), article_idx: z.number().int().min(0).default(0) }),
    z.object({ url: z.string().min(1) }),
  ]),
  reply: z.object({}),
})
