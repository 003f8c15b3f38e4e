import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** A month's span holds for every month's length; the shortest is not named, so the longest is let through. */
const MONTH = 31 * 86_400

export const externalContactGetGroupmsgListV2 = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93338',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_list_v2',
  repeat: 'safe',
  input: z
    .object({
      chat_type: z.enum(['single', 'group']),
      start_time: z.number().int(),
      end_time: z.number().int(),
      creator: z.string().optional(),
      /** 0 made by the company, 1 by a member, 2 both. */
      filter_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
      limit: z.number().int().min(1).max(100).default(100),
      cursor: z.string().default(''),
    })
    .refine(({ start_time, end_time }) => start_time <= end_time && end_time - start_time <= MONTH, {
      message: 'a month at most',
    }),
  reply: z.object({
    group_msg_list: z
      .array(
        z.object({
          msgid: z.string(),
          /** Nobody, when it was made by an API call. */
          creator: z.string().optional(),
          create_time: z.coerce.number(),
          create_type: z.number().default(0),
          text: z.object({ content: z.string() }).optional(),
        }),
      )
      .default([]),
    next_cursor: z.string().default(''),
  }),
})
