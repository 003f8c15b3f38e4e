import { expect, it } from 'vitest'
import { momentOf } from '../../../test/builders/moment.ts'
import { tellEventLabels } from '../../event-words.ts'
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
it('names the rule for the rows of an object', () =>
  expect(
    dateStart.starts?.(dateStart.settings.parse({ attribute: 'contract.endsAt', offsetDays: -7, at: '09:00' })),
  ).toEqual({
    ...{ kind: 'dated-row', object: 'contract', field: 'endsAt', offsetDays: -7, at: '09:00' },
  }))
it('reads back the field of an object by the words people know', () => {
  const endsAt = { name: 'endsAt', label: '到期日' }
  tellEventLabels({ events: [], objects: [{ name: 'contract', label: '合同', fields: [endsAt] }] })
  const settings = dateStart.settings.parse({ attribute: 'contract.endsAt', offsetDays: -7, at: '09:00' })
  expect(dateStart.summary(settings)).toBe('「合同 · 到期日」前 7 天 09:00')
})
it.each(['a.b.c', 'a.', '.b', 'a.$x', '$x', ''])('refuses the attribute name %j', (attribute) =>
  expect(dateStart.settings.safeParse({ attribute, at: '10:00' }).success).toBe(false),
)
it.each(['24:00', '9:00', '10:60'])('refuses the time %s', (at) =>
  expect(dateStart.settings.safeParse({ attribute: 'a', at }).success).toBe(false),
)
