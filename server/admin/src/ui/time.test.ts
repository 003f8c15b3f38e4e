import { expect, test } from 'vitest'
import { dayWords, exactTime, relativeTime, shortTime } from './time.ts'

const now = new Date('2026-11-22T04:00:00Z')

test.each([
  ['what just happened', '2026-11-22T03:59:40Z', '刚刚'],
  ['what just happened by a clock ahead of ours', '2026-11-22T04:00:05Z', '刚刚'],
  ['what is about to happen', '2026-11-22T04:00:40Z', '马上'],
  ['minutes', '2026-11-22T03:55:00Z', '5 分钟前'],
  ['hours', '2026-11-22T01:00:00Z', '3 小时前'],
  ['yesterday, with its date', '2026-11-21T02:05:00Z', '11月21日 10:05'],
  ['another year, with its year', '2025-11-21T02:05:00Z', '2025年11月21日'],
  ['what is to come', '2026-11-22T06:30:00Z', '2 小时后'],
])('says %s', (_case, at, said) => {
  expect(relativeTime(new Date(at), now)).toBe(said)
})

test('the day turns at midnight in Shanghai, not in London', () => {
  expect(shortTime(new Date('2026-11-21T16:30:00Z'), now)).toBe('00:30')
  expect(exactTime(new Date('2026-11-21T16:30:05Z'))).toBe('2026年11月22日 00:30:05')
})

test('a day is said with its weekday, whatever the reader’s own zone', () => {
  expect(dayWords('2026-11-22')).toBe('11月22日星期日')
})
