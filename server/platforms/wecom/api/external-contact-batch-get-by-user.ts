import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { ExternalContact } from './external-contact-get.ts'

export const externalContactBatchGetByUser = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92994',
  method: 'POST',
  path: '/cgi-bin/externalcontact/batch/get_by_user',
  repeat: 'safe',
  input: z.object({
    userid_list: z.array(StaffId).min(1).max(100),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(100).default(100),
  }),
  reply: z.object({
    external_contact_list: z.array(
      z.object({
        external_contact: ExternalContact,
        /** One object here, not the list of externalcontact/get. */
        follow_info: z.object({
          userid: StaffId,
          remark: z.string().default(''),
          /** Ids alone, and no member's own tags. */
          tag_id: z.array(z.string()).default([]),
          remark_mobiles: z.array(z.string()).default([]),
          createtime: z.number(),
          state: z.string().optional(),
        }),
      }),
    ),
    next_cursor: z.string().default(''),
  }),
})
