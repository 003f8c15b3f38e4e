import { z } from 'zod'
import { addDays, DAY } from '../local-time.ts'

export const TagName = z
  .string()
  .trim()
  .min(1, '请填写标签')
  .max(40, '标签最多 40 个字')
  .refine((text) => !/[\p{Cc}]/u.test(text), '标签不能含有控制字符')

/** A tag given by what somebody does often: so many times within so many days; its strength falls away afterwards. */
export const BehaviourRule = z.object({
  /** Name of a day counter: an event, or `custom:<type>`. */
  counter: z.string().min(1, '请选择行为').max(80),
  times: z.number({ error: '次数应为数字' }).int('次数应为整数').min(1, '至少 1 次').max(1000, '最多 1,000 次'),
  days: z.number({ error: '天数应为数字' }).int('天数应为整数').min(1, '至少 1 天').max(365, '最多 365 天'),
  halfLife: z
    .number({ error: '半衰期应为数字' })
    .int('半衰期应为整天')
    .min(1, '半衰期至少 1 天')
    .max(365, '半衰期最多 365 天'),
  /** Below so much of a hundred it is gone. */
  weakest: z.number({ error: '强度应为数字' }).int('强度应为整数').min(1, '强度至少 1').max(99, '强度最多 99'),
})
export type BehaviourRule = z.infer<typeof BehaviourRule>

/** So far back it is looked: a tag that was strong then may still be there. */
export const daysLookedAt = ({ days, halfLife, weakest }: BehaviourRule): number =>
  days + Math.ceil(halfLife * Math.log2(100 / weakest)) + 1

/**
 * A hundred while it holds that it happened so many times within so many days; from the last day on which that held,
 * half is left after each half-life. It depends on the days alone, so that it does not matter in which order they came.
 */
export function strengthOf(
  rule: BehaviourRule,
  days: readonly { day: string; count: number }[],
  today: string,
): number {
  const newest = [...days].filter(({ count }) => count > 0).sort((a, b) => (a.day < b.day ? 1 : -1))
  const each = newest.flatMap(({ day, count }) =>
    Array.from({ length: Math.min(count, rule.times) }, () => (day > today ? today : day)),
  )
  for (let first = 0; first + rule.times <= each.length; first += 1) {
    const [latest, oldest] = [each[first], each[first + rule.times - 1]]
    if (latest === undefined || oldest === undefined) break
    const lastDay = addDays(oldest, rule.days - 1)
    if (latest > lastDay) continue
    const since = Math.max(0, (Date.parse(today) - Date.parse(lastDay)) / DAY)
    return Math.round(100 * 0.5 ** (since / rule.halfLife))
  }
  return 0
}
