import { expect, it } from 'vitest'
import { morningIn, sayDay, sayTime } from './time'

const now = new Date('2026-11-22T16:30:00Z') // 23 November, 00:30 in Shanghai

it.each([
  ['today', '2026-11-23T02:05:00Z', '今天 10:05'],
  ['yesterday, although it is the same day in UTC', '2026-11-22T15:59:00Z', '昨天 23:59'],
  ['tomorrow', '2026-11-23T16:00:00Z', '明天 00:00'],
  ['this year', '2026-03-01T02:00:00Z', '3月1日 10:00'],
  ['another year', '2025-12-31T15:00:00Z', '2025年12月31日 23:00'],
])('says %s', (_name, at, said) => {
  expect(sayTime(new Date(at), now)).toBe(said)
})

it('reads days aloud and reminds in the morning', () => {
  expect(sayDay('2027-03-01')).toBe('2027年3月1日')
  expect(sayDay('长期')).toBe('长期')
  expect(morningIn(1, now).toISOString()).toBe('2026-11-24T02:00:00.000Z')
})
