import { describe, expect, it } from 'vitest'
import { dayHere, morningIn, morningOf, sayDay, sayTime } from './say-time.ts'

const now = new Date('2026-11-22T16:30:00Z') // 23 November, 00:30 in Shanghai

describe('times in the sidebar', () => {
  it.each([
    ['today', '2026-11-23T02:05:00Z', '今天 10:05'],
    ['yesterday, although it is the same day in UTC', '2026-11-22T15:59:00Z', '昨天 23:59'],
    ['tomorrow', '2026-11-23T16:00:00Z', '明天 00:00'],
    ['this year', '2026-03-01T02:00:00Z', '3月1日 10:00'],
    ['another year', '2025-12-31T16:00:00Z', '1月1日 00:00'],
    ['another year for Shanghai too', '2025-12-31T15:00:00Z', '2025年12月31日 23:00'],
  ])('says %s', (_name, at, said) => {
    expect(sayTime(new Date(at), now)).toBe(said)
  })

  it('reads a day aloud, also when a time follows it', () => {
    expect(sayDay('2027-03-01')).toBe('2027年3月1日')
    expect(sayDay('2027-03-01T00:00:00Z')).toBe('2027年3月1日')
    expect(sayDay('长期')).toBe('长期')
  })

  it('reminds at ten in the morning of Shanghai', () => {
    expect(dayHere(now)).toBe('2026-11-23')
    expect(morningIn(1, now).toISOString()).toBe('2026-11-24T02:00:00.000Z')
    expect(morningOf('2026-12-01').toISOString()).toBe('2026-12-01T02:00:00.000Z')
  })
})
