import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { isNotEmpty, messageParts } from '../attachments.ts'

/**
 * Asks members to send: nothing leaves before a member confirms, and of several members only the one who chatted last
 * with a customer gets them. Over the month's cap a customer is left out only when the member sends (status 3, H4).
 */
export const externalContactAddMsgTemplate = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92135',
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_msg_template',
  repeat: 'unsafe',
  input: z
    .object({
      chat_type: z.enum(['single', 'group']).default('single'),
      external_userid: z.array(ExternalUserId).max(10_000).optional(),
      chat_id_list: z.array(z.string()).max(2000).optional(),
      /** Any tag of a list, one of every list [U]. */
      tag_filter: z.object({ group_list: z.array(z.object({ tag_list: z.array(z.string()).min(1) })) }).optional(),
      sender: StaffId.optional(),
      allow_select: z.boolean().optional(),
      ...messageParts,
    })
    .refine(isNotEmpty, { message: 'neither text nor attachments' })
    .refine(({ chat_type, sender }) => chat_type === 'single' || sender !== undefined, {
      message: 'groups need a sender',
    }),
  reply: z.object({ fail_list: z.array(z.string()).default([]), msgid: z.string().min(1) }),
})
