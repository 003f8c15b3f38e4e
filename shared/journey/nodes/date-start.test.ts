import { expect, it } from 'vitest'
import { momentOf } from '../../../test/builders/moment.ts'
import dateStart from './date-start.ts'

const settingsOf = (offsetDays: number) =>
  dateStart.settings.parse({ attribute: 'vipExpiresAt', offsetDays, at: '10:00' })

it.each([
  ['before', -7, '「VIP 到期日」前 7 天 10:00'],
  ['on the day', 0, '「VIP 到期日」当天 10:00'],
  ['after', 3, '「VIP 到期日」后 3 天 10:00'],
])('reads back days %s', (_name, offset, text) => expect(dateStart.summary(settingsOf(offset))).toBe(text))

it('goes on at once', () => expect(dateStart.run(momentOf(settingsOf(-7)))).toMatchObject({ kind: 'go', exit: 'next' }))
it('names the rule for the schedule', () =>
  expect(dateStart.starts?.(settingsOf(-7))).toEqual({
    kind: 'dated',
    attribute: 'vipExpiresAt',
    offsetDays: -7,
    at: '10:00',
  }))
it.each(['a.b', '$x', ''])('refuses the attribute name %j', (attribute) =>
  expect(dateStart.settings.safeParse({ attribute, at: '10:00' }).success).toBe(false),
)
it.each(['24:00', '9:00', '10:60'])('refuses the time %s', (at) =>
  expect(dateStart.settings.safeParse({ attribute: 'a', at }).success).toBe(false),
)
