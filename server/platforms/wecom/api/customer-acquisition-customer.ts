import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Who came by a link. chat_status: 0 wrote nothing yet, 1 wrote, 2 not known. */
export const customerAcquisitionCustomer = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/97298',
  method: 'POST',
  path: '/cgi-bin/externalcontact/customer_acquisition/customer',
  repeat: 'safe',
  input: z.object({
    link_id: z.string().min(1),
    limit: z.number().int().min(1).max(1000).default(1000),
    cursor: z.string().default(''),
  }),
  reply: z.object({
    customer_list: z
      .array(
        z.object({
          external_userid: ExternalUserId,
          userid: StaffId,
          chat_status: z.number().default(2),
          state: z.string().default(''),
        }),
      )
      .default([]),
    next_cursor: z.string().default(''),
  }),
})
