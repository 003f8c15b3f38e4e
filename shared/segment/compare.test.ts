import { describe, expect, it } from 'vitest'
import { condition } from '../../test/builders/journey.ts'
import { aContact } from '../../test/builders/person.ts'
import { Day, daysOf, momentsOf, Window } from './compare.ts'
import { matchesTree } from './evaluate.ts'
import { type History, nothingHappened } from './history.ts'

/** A minute before midnight in Shanghai, and the first instant after it. */
const late = new Date('2026-11-22T15:59:00Z')
const midnight = new Date('2026-11-22T16:00:00Z')
const window = (given: object) => Window.parse(given)

describe('a window of days', () => {
  it.each([
    ['today alone, before midnight', { days: 1 }, late, { from: '2026-11-22', to: null }],
    ['today alone, after midnight', { when: 'last', days: 1 }, midnight, { from: '2026-11-23', to: null }],
    ['thirty days', { when: 'last', days: 30 }, late, { from: '2026-10-24', to: null }],
    ['what was before them', { when: 'before', days: 30 }, late, { from: null, to: '2026-10-23' }],
    [
      'between two days',
      { when: 'between', from: '2026-01-31', to: '2026-02-28' },
      late,
      { from: '2026-01-31', to: '2026-02-28' },
    ],
    ['ever', { when: 'ever' }, late, { from: null, to: null }],
  ])('is %s', (_, given, now, days) => expect(daysOf(window(given), { now, timeZone: 'Asia/Shanghai' })).toEqual(days))

  it('begins and ends at midnight of the company, also on a day of 25 hours', () => {
    const day = window({ when: 'between', from: '2026-11-01', to: '2026-11-01' })
    expect(momentsOf(day, { now: late, timeZone: 'America/New_York' })).toEqual({
      from: new Date('2026-11-01T04:00:00Z'),
      below: new Date('2026-11-02T05:00:00Z'),
    })
  })

  it.each(['2026-02-30', '2026-13-01', '2026-1-1', '昨天'])('does not begin on %s', (day) =>
    expect(Day.safeParse(day).success).toBe(false),
  )
})

describe('a behaviour', () => {
  const day = (daysAgo: number) => new Date(late.getTime() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  const clicks = (...daysAgo: number[]): History => ({
    ...nothingHappened,
    activity: daysAgo.map((ago) => ({ event: 'menu.clicked', day: day(ago), count: 1 })),
  })
  const last7 = { when: 'last', days: 7 }
  const cases: [string, object, History, boolean][] = [
    ['happened often enough', { times: { how: 'at-least', times: 2 }, window: last7 }, clicks(0, 6), true],
    [
      'happened on the day before the window',
      { times: { how: 'at-least', times: 1 }, window: last7 },
      clicks(7),
      false,
    ],
    [
      'happened at most so often, and not at all is not more',
      { times: { how: 'at-most', times: 1 }, window: last7 },
      clicks(),
      true,
    ],
    ['happened more than at most', { times: { how: 'at-most', times: 1 }, window: last7 }, clicks(1, 2), false],
    ['happened exactly so often', { times: { how: 'exactly', times: 2 }, window: last7 }, clicks(1, 2, 9), true],
    [
      'happened between so and so often',
      { times: { how: 'between', least: 2, most: 3 }, window: last7 },
      clicks(1),
      false,
    ],
    ['never happened', { times: { how: 'never' }, window: { when: 'ever' } }, clicks(100), false],
    ['has not happened for a week', { times: { how: 'never' }, window: last7 }, clicks(8), true],
    ['happened first in the window', { times: { how: 'first' }, window: last7 }, clicks(8, 2), false],
    ['happened last in the window', { times: { how: 'last' }, window: last7 }, clicks(8, 2), true],
    [
      'happened last before the window',
      { times: { how: 'last' }, window: { when: 'before', days: 7 } },
      clicks(8, 2),
      false,
    ],
    ['has no last time when it never happened', { times: { how: 'last' }, window: { when: 'ever' } }, clicks(), false],
  ]
  it.each(cases)('%s', (_, settings, history, holds) => {
    const tree = condition('did-click-menu', { ...settings })
    const person = { contact: aContact().build(), history, now: late, timeZone: 'Asia/Shanghai' }
    expect(matchesTree(tree, person)).toBe(holds)
  })
})
