import { describe, expect, test } from 'vitest'
import { type QuotaPeriod, quotaPause, quotaWindow, sayQuotaReset } from './quota-window.ts'

const at = (text: string) => new Date(text)

describe('a quota window', () => {
  test.each<[QuotaPeriod, string, string, string]>([
    ['minute', '2026-11-22T08:00:59.999Z', '2026-11-22T08:00:00Z', '2026-11-22T08:01:00Z'],
    ['hour', '2026-11-22T08:59:00Z', '2026-11-22T08:00:00Z', '2026-11-22T09:00:00Z'],
    ['day', '2026-11-22T15:59:59Z', '2026-11-21T16:00:00Z', '2026-11-22T16:00:00Z'],
    ['day', '2026-11-22T16:00:00Z', '2026-11-22T16:00:00Z', '2026-11-23T16:00:00Z'],
    ['month', '2026-11-30T15:59:59Z', '2026-10-31T16:00:00Z', '2026-11-30T16:00:00Z'],
    ['month', '2026-12-31T20:00:00Z', '2026-12-31T16:00:00Z', '2027-01-31T16:00:00Z'],
    ['month', '2028-02-10T00:00:00Z', '2028-01-31T16:00:00Z', '2028-02-29T16:00:00Z'],
  ])('of one %s around %s lasts from %s to %s: midnight is Shanghai’s', (per, now, start, end) => {
    expect(quotaWindow(per, at(now))).toEqual({ start: at(start), end: at(end) })
  })

  test.each<[QuotaPeriod, string]>([
    ['minute', '2026-11-22T08:01:30Z'],
    ['hour', '2026-11-22T09:00:30Z'],
    ['day', '2026-11-22T16:00:00Z'],
    ['month', '2026-11-30T16:00:00Z'],
  ])('[C1.2] the penalty of one %s lasts until %s', (per, end) => {
    expect(quotaPause(per, at('2026-11-22T08:00:30Z'))).toEqual(at(end))
  })

  test.each([
    ['2026-11-22T08:00:45Z', '1 分钟后'],
    ['2026-11-22T08:04:59Z', '5 分钟后'],
    ['2026-11-22T09:00:30Z', '今日 17:00'],
    ['2026-11-22T16:00:00Z', '明日 0 点'],
    ['2026-11-23T01:30:00Z', '明日 09:30'],
    ['2026-11-30T16:00:00Z', '12 月 1 日 0 点'],
  ])('that ends at %s is said to end %s', (end, words) => {
    expect(sayQuotaReset(at(end), at('2026-11-22T08:00:00Z'))).toBe(words)
  })
})
