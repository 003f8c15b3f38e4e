import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

const THIRTY_DAYS = 30 * 86_400

/** Whole days of the last 180. Several members are added up; a share is not told when there was nothing to share. */
export const externalContactGetUserBehaviorData = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92132',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_user_behavior_data',
  repeat: 'safe',
  input: z
    .object({
      userid: z.array(StaffId).max(100).optional(),
      partyid: z.array(z.number().int()).max(100).optional(),
      start_time: z.number().int(),
      end_time: z.number().int(),
    })
    .refine(({ userid = [], partyid = [] }) => userid.length + partyid.length > 0, { message: 'nobody asked about' })
    .refine(({ start_time, end_time }) => start_time <= end_time && end_time - start_time <= THIRTY_DAYS, {
      message: 'thirty days at most',
    }),
  reply: z.object({
    behavior_data: z
      .array(
        z.object({
          stat_time: z.number(),
          new_apply_cnt: z.number().default(0),
          new_contact_cnt: z.number().default(0),
          chat_cnt: z.number().default(0),
          message_cnt: z.number().default(0),
          reply_percentage: z.number().optional(),
          /** Minutes. */
          avg_reply_time: z.number().optional(),
          negative_feedback_cnt: z.number().default(0),
        }),
      )
      .default([]),
  }),
})
