import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'

/** Days from yesterday back to 180 days, both ends counted, thirty days apart at most (facts C4.10). */
const THIRTY_DAYS = 30 * 86_400
export const statisticDays = {
  day_begin_time: z.number().int(),
  day_end_time: z.number().int().optional(),
  /** Without owners a scope of more than 1,000 members is refused (81017). */
  owner_filter: z.object({ userid_list: z.array(StaffId).min(1).max(100) }).optional(),
}
export const isThirtyDaysAtMost = (of: { day_begin_time: number; day_end_time?: number | undefined }) => {
  const span = (of.day_end_time ?? of.day_begin_time) - of.day_begin_time
  return span >= 0 && span <= THIRTY_DAYS
}

export const GroupCounts = z.object({
  new_chat_cnt: z.number().default(0),
  chat_total: z.number().default(0),
  chat_has_msg: z.number().default(0),
  new_member_cnt: z.number().default(0),
  member_total: z.number().default(0),
  member_has_msg: z.number().default(0),
  msg_total: z.number().default(0),
})
