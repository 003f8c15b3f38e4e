import { expect, it } from 'vitest'
import { momentOf, timer } from '../../../test/builders/moment.ts'
import wait from './wait.ts'

const two = { amount: 2, unit: 'days' } as const

it.each([
  ['for a while', { duration: two }, '2026-11-24T04:00:00Z'],
  ['until a time still to come today', { until: '18:30' }, '2026-11-22T10:30:00Z'],
  ['until a time that passed today, so tomorrow', { until: '10:00' }, '2026-11-23T02:00:00Z'],
  ['for a while, then until the next time', { duration: two, until: '10:00' }, '2026-11-25T02:00:00Z'],
])('waits %s', (_name, settings, until) => {
  expect(wait.run(momentOf(wait.settings.parse(settings)))).toEqual({
    kind: 'wait',
    until: new Date(until),
    events: [],
  })
})

it('goes on when the time is over', () =>
  expect(wait.run(momentOf({ duration: two }, { wake: timer }))).toEqual({
    kind: 'go',
    exit: 'next',
    why: '等待 2 天已满',
  }))
it('needs one of the two', () => expect(wait.settings.safeParse({}).success).toBe(false))
