import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Of one member. Of groups only those that were sent to are listed. */
export const externalContactGetGroupmsgSendResult = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93338',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_send_result',
  repeat: 'safe',
  input: z.object({
    msgid: z.string().min(1),
    userid: StaffId,
    limit: z.number().int().min(1).max(1000).default(1000),
    cursor: z.string().default(''),
  }),
  reply: z.object({
    send_list: z
      .array(
        z.object({
          external_userid: ExternalUserId.optional(),
          chat_id: z.string().optional(),
          userid: StaffId,
          /** 0 not sent, 1 sent (2 in the list of tasks), 2 no friend any more, 3 over the receiver's cap. */
          status: z.number(),
          send_time: z.number().optional(),
        }),
      )
      .default([]),
    next_cursor: z.string().default(''),
  }),
})
