import { z } from 'zod'
import { ExternalUserId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Customers who came since: those with a pending id are in the answer, the others are not. */
export const idconvertBatchExternalUseridToPendingId = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97108',
  method: 'POST',
  path: '/cgi-bin/idconvert/batch/external_userid_to_pending_id',
  repeat: 'safe',
  input: z.object({ chat_id: z.string().optional(), external_userid: z.array(ExternalUserId).min(1).max(100) }),
  reply: z.object({
    result: z.array(z.object({ external_userid: ExternalUserId, pending_id: z.string() })).default([]),
  }),
})
