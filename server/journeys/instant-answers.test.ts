import { expect, it } from 'vitest'
import { JourneyId } from '../../shared/ids.ts'
import { publishedJourney } from '../../shared/journey/journey.ts'
import { definition, node } from '../../shared/journey/templates/contract.ts'
import { instantlyAnswered } from './instant-answers.ts'

const start = (next: string) => node('start', 'event-start', [0, 0], { event: 'contact.followed' }, { next })
const reply = node('reply', 'send', [1, 0], { channel: 'oa-reply', content: { text: '欢迎' }, marketing: false })
const tag = (next: string) => node('tag', 'tag', [1, 0], { add: ['新'], remove: [] }, { next })
const waiting = (next: string) =>
  node(
    'wait',
    'wait-for-event',
    [1, 0],
    { events: ['message.received'], timeout: { amount: 1, unit: 'days' } },
    { happened: next },
  )

const answeredBy = (...nodes: ReturnType<typeof node>[]) => {
  const journey = publishedJourney(JourneyId.parse('jn_1'), 1, definition('start', nodes, 'once'))
  return [...instantlyAnswered([{ journey }], (channel) => channel === 'oa-reply')].sort()
}

it.each([
  ['a reply right after the start', [start('reply'), reply], ['contact.followed']],
  ['a reply behind what takes no time', [start('tag'), tag('reply'), reply], ['contact.followed']],
  ['a reply to an event that is waited for', [start('wait'), waiting('reply'), reply], ['message.received']],
])('holds callbacks for %s', (_name, nodes, events) => {
  expect(answeredBy(...nodes)).toEqual(events)
})

it('holds no callback for a reply that comes only after a pause, nor where nothing replies', () => {
  expect(answeredBy(start('wait'), waiting('tag'), tag('none'))).toEqual([])
  const later = node('later', 'wait', [1, 0], { duration: { amount: 1, unit: 'hours' } }, { next: 'reply' })
  expect(answeredBy(start('later'), later, reply)).toEqual([])
})

it('comes to an end in a loop', () => {
  expect(answeredBy(start('tag'), tag('tag'))).toEqual([])
})
