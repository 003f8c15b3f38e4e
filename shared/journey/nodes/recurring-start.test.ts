import { expect, it } from 'vitest'
import { condition } from '../../../test/builders/journey.ts'
import { momentOf } from '../../../test/builders/moment.ts'
import recurringStart from './recurring-start.ts'

const who = condition('has-phone')
const parse = (fields: Record<string, unknown>) =>
  recurringStart.settings.parse({ at: '10:00', condition: who, ...fields })

it.each([
  [{ every: 'day' }, { every: 'day' }, '每天 10:00'],
  [{ every: 'week', weekday: 7 }, { every: 'week', weekday: 7 }, '每周日 10:00'],
  [{ every: 'month', monthDay: 31 }, { every: 'month', monthDay: 31 }, '每月 31 号 10:00'],
])('reads %j', (given, rhythm, text) => {
  expect(recurringStart.starts?.(parse(given))).toEqual({ kind: 'recurring', rhythm, at: '10:00', who })
  expect(recurringStart.summary(parse(given))).toBe(text)
  expect(recurringStart.trees?.(parse(given))).toEqual([who])
  expect(recurringStart.run(momentOf(parse(given)))).toMatchObject({ exit: 'next', why: `${text}时满足进入条件` })
})
