import { afterAll, beforeAll, expect, it } from 'vitest'
import { happened, type JourneyLine, journeyLine } from '../../test/builders/journey-line.ts'
import { aContact } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import type { Delivery } from '../channels/contract.ts'
import { createReceipts } from './receipts.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
})
afterAll(() => database.close())

let made = 0
async function sentRow(channel: string, answer: Delivery) {
  const [contact] = await line.knows(aContact(`ct_told${++made}`, line.clock.now()).following().build())
  const key = `told:${made}:0`
  const fixed = { journey: null, enrollment: null, node: null, address: null, expires: null, marketing: false }
  const draft = {
    key,
    contact: contact!.id,
    channel,
    content: { text: '好' },
    why: '测试',
    notBefore: line.clock.now(),
  }
  line.platform.answer = () => answer
  await line.outbox.put([{ ...fixed, ...draft }], line.clock.now())
  await line.relay.sweep()
  line.clock.forward({ minutes: 1 })
  await line.relay.sweep()
  return { contact: contact!, key, row: async () => (await line.outbox.get(key))! }
}
const receipts = () => createReceipts({ outbox: line.outbox, kindOf: async () => 'oa' })
const about = (effect: string, name: 'message.delivered' | 'message.failed' | 'message.opened' | 'link.clicked') =>
  happened(
    name,
    { effect, channel: 'x', receipt: 'r', reason: '对方拒收', url: 'https://example.com' },
    line.clock.now(),
  )
const sent: Delivery = { kind: 'sent', receipt: 'r' }
const handed: Delivery = { kind: 'handed', receipt: 'r' }

it.each([
  ['arrived', sent, 'message.delivered', 'sent', '测试', { delivered: { why: null } }],
  ['failed', sent, 'message.failed', 'sent', '测试', { failed: { why: '对方拒收' } }],
  ['was opened', sent, 'message.opened', 'sent', '测试', { opened: { why: null } }],
  ['was tapped', sent, 'link.clicked', 'sent', '测试', { clicked: { why: null } }],
  ['arrived, as its member confirmed it', handed, 'message.delivered', 'sent', '测试', { delivered: { why: null } }],
  ['failed at its member', handed, 'message.failed', 'skipped', '对方拒收', { failed: { why: '对方拒收' } }],
] as const)('a message that %s', async (_what, answer, event, fate, why, told) => {
  const { contact, key, row } = await sentRow('mass-text', answer)
  await receipts()([{ contact, event: about(key, event) }])
  expect(await row()).toMatchObject({ fate, why, told })
})

it('keeps what was told first, and what was told of it never turns it back', async () => {
  const { contact, key, row } = await sentRow('mass-text', handed)
  const first = line.clock.now()
  await receipts()([{ contact, event: about(key, 'message.delivered') }])
  line.clock.forward({ minutes: 5 })
  await receipts()([
    { contact, event: about(key, 'message.delivered') },
    { contact, event: about(key, 'message.failed') },
  ])
  expect(await row()).toMatchObject({ fate: 'sent', told: { delivered: { at: first } } })
})

it.each([
  ['within two days', { hours: 47 }, true],
  ['later', { hours: 49 }, false],
])('who writes %s answers the last message: %s', async (_when, later, answered) => {
  const before = await sentRow('oa-template', sent)
  const { contact, row } = before
  line.clock.forward(later)
  const event = {
    ...happened('message.received', { kind: 'text', text: '好' }, line.clock.now()),
    account: 'ac_1' as never,
  }
  await receipts()([{ contact, event }])
  expect((await row()).told?.replied !== undefined).toBe(answered)
})

it('an account that is not connected any more tells nothing', async () => {
  const { contact, row } = await sentRow('oa-template', sent)
  const event = {
    ...happened('message.received', { kind: 'text', text: '好' }, line.clock.now()),
    account: 'ac_1' as never,
  }
  await createReceipts({ outbox: line.outbox, kindOf: async () => null })([{ contact, event }])
  expect((await row()).told).toBeUndefined()
})
