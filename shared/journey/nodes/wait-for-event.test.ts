import { expect, it } from 'vitest'
import { arrived, byEvent, eventOf, momentOf, timer } from '../../../test/builders/moment.ts'
import waitForEvent from './wait-for-event.ts'

const settings = waitForEvent.settings.parse({
  events: ['menu.clicked', 'link.clicked'],
  filter: { field: 'key', value: 'BUY' },
  timeout: { amount: 2, unit: 'days' },
})
const waiting = { kind: 'wait', until: new Date('2026-11-24T04:00:00Z') }

it.each([
  ['waits when it arrives', arrived, waiting],
  ['goes to happened on the event', byEvent(eventOf('menu.clicked', { key: 'BUY' })), { kind: 'go', exit: 'happened' }],
  ['waits on when the event is not the one meant', byEvent(eventOf('menu.clicked', { key: 'HELP' })), waiting],
  ['goes to timeout on the timer', timer, { kind: 'go', exit: 'timeout', why: '2 天内没有发生「点击菜单或点击链接」' }],
])('%s', (_name, wake, expected) => expect(waitForEvent.run(momentOf(settings, { wake }))).toMatchObject(expected))

it('does not take 退订 for an answer, unless it waits for just these words', () => {
  const said = (text: string) => byEvent(eventOf('message.received', { kind: 'text', text }))
  const heard = (more: Record<string, unknown>, text: string) =>
    waitForEvent.run(
      momentOf(waitForEvent.settings.parse({ events: ['message.received'], timeout: settings.timeout, ...more }), {
        wake: said(text),
      }),
    ).kind
  expect([heard({}, '你好'), heard({}, '退订')]).toEqual(['go', 'wait'])
  expect(heard({ filter: { field: 'text', value: '退订' } }, '退订')).toBe('go')
})
