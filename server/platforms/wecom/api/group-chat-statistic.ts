import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { GroupCounts, isThirtyDaysAtMost, statisticDays } from '../group-statistic.ts'

export const groupChatStatistic = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92133',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic',
  repeat: 'safe',
  input: z
    .object({
      ...statisticDays,
      /** 1 new groups, 2 groups, 3 new members, 4 members. */
      order_by: z.number().int().min(1).max(4).default(1),
      order_asc: z.union([z.literal(0), z.literal(1)]).default(0),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1000).default(500),
    })
    .refine(isThirtyDaysAtMost, { message: 'thirty days at most' }),
  reply: z.object({
    total: z.number(),
    next_offset: z.number().default(0),
    items: z.array(z.object({ owner: StaffId, data: GroupCounts })).default([]),
  }),
})
