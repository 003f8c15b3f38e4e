import { expect, it } from 'vitest'
import { eventOf, momentOf } from '../../../test/builders/moment.ts'
import eventStart from './event-start.ts'

const settings = eventStart.settings.parse({ event: 'contact.followed', filter: { field: 'scene', value: 'spring' } })
const rule = eventStart.starts?.(settings)

it.each([
  ['the event with the scene', eventOf('contact.followed', { scene: 'spring' }), true],
  ['another scene', eventOf('contact.followed', { scene: 'autumn' }), false],
  ['no scene', eventOf('contact.followed', { scene: null }), false],
  ['another event', eventOf('contact.scanned', { scene: 'spring' }), false],
])('lets in by %s: %#', (_name, event, fits) => {
  expect(rule?.kind === 'event' && rule.accepts(event)).toBe(fits)
})

it('goes on and says what happened', () => {
  expect(eventStart.run(momentOf(settings))).toEqual({
    kind: 'go',
    exit: 'next',
    why: '发生了「关注公众号」，场景值为「spring」',
  })
})

it('also finds a part of a text', () => {
  const part = eventStart.settings.parse({
    event: 'message.received',
    filter: { field: 'text', operator: 'contains', value: '价格' },
  })
  const own = eventStart.starts?.(part)
  const said = (text: string | null) => eventOf('message.received', { kind: 'text', text })
  expect(own?.kind === 'event' && [said('问一下价格'), said('你好'), said(null)].map(own.accepts)).toEqual([
    true,
    false,
    false,
  ])
})

it.each([
  ['an event of the chosen account', 'ac_1', true],
  ['one of another account', 'ac_2', false],
  ['one that came through no account', null, false],
])('limited to an account, lets in or not: %s', (_name, account, fits) => {
  const limited = eventStart.settings.parse({ event: 'contact.followed', account: 'ac_1' })
  const own = eventStart.starts?.(limited)
  expect(own?.kind === 'event' && own.accepts(eventOf('contact.followed', { scene: null, account }))).toBe(fits)
  expect(eventStart.accounts?.(limited)).toEqual(['ac_1'])
})
