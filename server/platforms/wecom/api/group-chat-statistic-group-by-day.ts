import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { GroupCounts, isThirtyDaysAtMost, statisticDays } from '../group-statistic.ts'

export const groupChatStatisticGroupByDay = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92133',
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic_group_by_day',
  repeat: 'safe',
  input: z.object(statisticDays).refine(isThirtyDaysAtMost, { message: 'thirty days at most' }),
  reply: z.object({ items: z.array(z.object({ stat_time: z.number(), data: GroupCounts })).default([]) }),
})
