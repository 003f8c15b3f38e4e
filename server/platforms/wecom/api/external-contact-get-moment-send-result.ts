import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

export const externalContactGetMomentSendResult = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93333',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_send_result',
  repeat: 'safe',
  input: z.object({
    moment_id: z.string().min(1),
    userid: StaffId,
    cursor: z.string().default(''),
    limit: z.number().int().min(1).optional(),
  }),
  reply: z.object({
    customer_list: z.array(z.object({ external_userid: ExternalUserId })).default([]),
    next_cursor: z.string().default(''),
  }),
})
