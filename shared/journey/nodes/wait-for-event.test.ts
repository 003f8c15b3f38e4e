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
