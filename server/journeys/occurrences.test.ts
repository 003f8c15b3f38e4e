import { describe, expect, it } from 'vitest'
import type { Rhythm } from '../../shared/journey/contract.ts'
import { addDays, dayOf, instantOf, nextTimeOfDay } from '../../shared/local-time.ts'
import { occurrencesBetween } from './occurrences.ts'

const who = { kind: 'and', of: [] } as const
const names = (rhythm: Rhythm, at: string, from: string, to: string, timeZone = 'Asia/Shanghai') =>
  occurrencesBetween(
    { kind: 'recurring', rhythm, at, who: { ...who, of: [] } },
    { from: new Date(from), to: new Date(to), timeZone },
  ).map(({ name }) => name)

describe('occurrences', () => {
  it.each<[string, Rhythm, string, string, string, string[]]>([
    [
      'daily, the end counts and the beginning does not',
      { every: 'day' },
      '10:00',
      '2026-11-22T02:00:00Z',
      '2026-11-24T02:00:00Z',
      ['2026-11-23 10:00', '2026-11-24 10:00'],
    ],
    ['nothing between', { every: 'day' }, '10:00', '2026-11-22T02:00:00Z', '2026-11-23T01:59:59Z', []],
    [
      'by the company day, not by UTC',
      { every: 'day' },
      '00:30',
      '2026-11-22T16:00:00Z',
      '2026-11-22T17:00:00Z',
      ['2026-11-23 00:30'],
    ],
    [
      'weekly on Monday',
      { every: 'week', weekday: 1 },
      '09:00',
      '2026-11-20T00:00:00Z',
      '2026-12-02T00:00:00Z',
      ['2026-11-23 09:00', '2026-11-30 09:00'],
    ],
    [
      'weekly on Sunday',
      { every: 'week', weekday: 7 },
      '09:00',
      '2026-11-20T00:00:00Z',
      '2026-11-25T00:00:00Z',
      ['2026-11-22 09:00'],
    ],
    [
      'monthly on the 31st takes the last day',
      { every: 'month', monthDay: 31 },
      '09:00',
      '2027-01-30T00:00:00Z',
      '2027-05-01T00:00:00Z',
      ['2027-01-31 09:00', '2027-02-28 09:00', '2027-03-31 09:00', '2027-04-30 09:00'],
    ],
    [
      'monthly on the 29th in a leap year',
      { every: 'month', monthDay: 30 },
      '09:00',
      '2028-02-01T00:00:00Z',
      '2028-03-01T00:00:00Z',
      ['2028-02-29 09:00'],
    ],
  ])('%s', (_name, rhythm, at, from, to, expected) => expect(names(rhythm, at, from, to)).toEqual(expected))

  it('follows a zone that changes its clocks', () => {
    const span = ['2026-10-24T00:00:00Z', '2026-10-26T12:00:00Z'] as const
    const found = occurrencesBetween(
      { kind: 'dated', attribute: 'a', offsetDays: 0, at: '09:00' },
      { from: new Date(span[0]), to: new Date(span[1]), timeZone: 'Europe/Berlin' },
    )
    expect(found.map(({ at }) => at.toISOString())).toEqual([
      '2026-10-24T07:00:00.000Z',
      '2026-10-25T08:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ])
  })
})

describe('local time', () => {
  it.each([
    ['2026-11-22T15:59:59Z', 'Asia/Shanghai', '2026-11-22'],
    ['2026-11-22T16:00:00Z', 'Asia/Shanghai', '2026-11-23'],
    ['2026-11-22T16:00:00Z', 'America/New_York', '2026-11-22'],
  ])('the day of %s in %s', (at, zone, day) => expect(dayOf(new Date(at), zone)).toBe(day))
  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-03-01', -1, '2028-02-29'],
  ])('%s and %i days', (day, days, expected) => expect(addDays(day, days)).toBe(expected))
  it('goes there and back', () => {
    expect(instantOf('2026-11-22', '09:00', 'Asia/Shanghai').toISOString()).toBe('2026-11-22T01:00:00.000Z')
    const nine = new Date('2026-11-22T01:00:00Z')
    expect(nextTimeOfDay(nine, '09:00', 'Asia/Shanghai')).toEqual(nine)
  })
})
