import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../shared/ids.ts'

/** Handing customers and groups over (facts C4.5). errcode 0 of a customer is a start, not an end: see H4. */
export const handover = { handover_userid: StaffId, takeover_userid: StaffId }
export const handedCustomers = z.array(ExternalUserId).min(1).max(100)

export const TransferStarted = z.object({
  customer: z.array(z.object({ external_userid: ExternalUserId, errcode: z.number() })).default([]),
})

export const TransferResult = z.object({
  customer: z
    .array(
      z.object({
        external_userid: ExternalUserId,
        /** 1 done, 2 waiting, 3 refused by the customer, 4 the taker is full, 5 nothing known. */
        status: z.number(),
        /** In the future while waiting. */
        takeover_time: z.number().default(0),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
})

export const groupHandover = { chat_id_list: z.array(z.string()).min(1).max(100), new_owner: StaffId }
export const GroupsLeft = z.object({
  /** Only those that were not handed over; none means all were. */
  failed_chat_list: z
    .array(z.object({ chat_id: z.string(), errcode: z.number(), errmsg: z.string().default('') }))
    .default([]),
})
