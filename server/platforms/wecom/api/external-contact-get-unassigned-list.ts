import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Customers whose member left. By cursor: pages by number end at 50,000 rows. */
export const externalContactGetUnassignedList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92124',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_unassigned_list',
  repeat: 'safe',
  input: z.object({
    cursor: z.string().default(''),
    page_size: z.number().int().min(1).max(1000).default(1000),
  }),
  reply: z.object({
    info: z
      .array(z.object({ handover_userid: StaffId, external_userid: ExternalUserId, dimission_time: z.number() }))
      .default([]),
    is_last: z.boolean().default(true),
    next_cursor: z.string().default(''),
  }),
})
