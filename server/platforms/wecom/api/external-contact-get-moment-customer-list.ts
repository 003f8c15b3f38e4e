import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Whom a member chose to show the moment to; get_moment_send_result says whom it reached. */
export const externalContactGetMomentCustomerList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93333',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_customer_list',
  repeat: 'safe',
  input: z.object({
    moment_id: z.string().min(1),
    userid: StaffId,
    cursor: z.string().default(''),
    limit: z.number().int().min(1).optional(),
  }),
  reply: z.object({
    customer_list: z.array(z.object({ userid: StaffId, external_userid: ExternalUserId })).default([]),
    next_cursor: z.string().default(''),
  }),
})
