import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ChangeKind } from '../../shared/api/exchange.ts'
import { ContactId } from '../../shared/ids.ts'
import { noRules } from '../../shared/schema/precedence.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, incoming, oa, peopleOf, phone } from '../../test/support/people.ts'
import { createLog } from '../kit/log.ts'
import type { Posted } from '../providers/post.ts'
import { signatureHolds } from '../providers/signed-json.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createLeasesStore, indexes as leaseIndexes } from '../store/leases.ts'
import { createWebhooksStore, indexes as webhookIndexes } from '../store/webhooks.ts'
import { createDeliverChanges, nextTry } from './deliver-changes.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: Awaited<ReturnType<typeof peopleOf>>
let webhooks: ReturnType<typeof createWebhooksStore>
let moment = Date.UTC(2030, 0, 1)
let answer: (url: string, body: string) => Posted = () => ({ kind: 'answered', status: 204, body: '' })
let told: { type: string; id: string; contact: Record<string, unknown>; change: Record<string, unknown> }[] = []
const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3'

beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection, [], noRules, (...given) => webhooks.note(...given))
  await ensureIndexes(database.connection, [...webhookIndexes, ...leaseIndexes])
})
beforeEach(async () => {
  webhooks = createWebhooksStore(database.connection, cipher, { now: () => new Date(moment) })
  told = []
  answer = () => ({ kind: 'answered', status: 204, body: '' })
  for (const { name } of await database.connection.listCollections()) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

const all: ChangeKind[] = ['contact.created', 'contact.updated', 'contact.tagged', 'contact.merged']
const listen = async (kinds = all, id = 'wh_1') => {
  const given = { name: 'CRM', url: `https://crm.example.com/${id}`, kinds, id, secret: SECRET }
  await webhooks.add({ ...given, at: new Date(moment) })
}
const delivery = () =>
  createDeliverChanges({
    ...{ webhooks, contacts: people.contacts, leases: createLeasesStore(database.connection) },
    async post({ url, headers, body }) {
      const posted = answer(url, body)
      const header = (name: string) => headers[name] ?? ''
      expect(signatureHolds({ secret: SECRET, header, body, now: new Date(moment) })).toBe(true)
      if (posted.kind === 'answered' && posted.status < 300) {
        const { type, data } = JSON.parse(body)
        told.push({ type, id: header('webhook-id'), ...data })
      }
      return posted
    },
    ...{ insecure: false, machine: { now: () => new Date(moment) }, log: createLog('silent'), owner: 'w1' },
  }).deliverChanges()

const follow = async (id: string, at = moment) => {
  const [linked] = await people.linkIncoming(
    [incoming('contact.followed', [oa(id)], { at: new Date(at) })],
    new Date(at),
  )
  return linked!.contact.id
}
const tag = (contact: string, name: string) =>
  people.contacts.addTags([
    { contact: ContactId.parse(contact), by: name, why: '测试', at: new Date(moment), add: [name], remove: [] },
  ])

describe('changes of people, told to other systems', () => {
  it('are told in order, signed, with the person as it is and no number in clear', async () => {
    await listen()
    const typed = phone('13800000001', 'form')
    const form = incoming('form.submitted', [oa('o1'), typed.claim], { facts: typed.facts })
    const [linked] = await people.linkIncoming([form], new Date(moment))
    await tag(linked!.contact.id, '老客')
    moment += 10_000
    expect(await delivery()).toBe(2)
    expect(told.map(({ type }) => type)).toEqual(['contact.created', 'contact.tagged'])
    expect(told[1]).toMatchObject({ contact: { tags: ['老客'], phoneMasked: '138****0001' }, change: { tag: '老客' } })
    expect(JSON.stringify(told)).not.toMatch(/13800000001|phone:|sealed/)
    expect(await delivery()).toBe(0)
  })

  it('are nobody’s business while nobody listens, or not to this kind', async () => {
    await follow('o2')
    await listen(['contact.owner-changed'])
    await follow('o3')
    expect(await database.connection.collection('webhook_deliveries').countDocuments()).toBe(0)
  })

  it('of one person wait for the one that is not taken; those of others go on', async () => {
    await listen()
    const [first, second] = [await follow('o4'), await follow('o5')]
    await tag(first, 'a')
    await tag(second, 'b')
    moment += 10_000
    answer = (_url, body) => ({ kind: 'answered', status: body.includes(first) ? 503 : 200, body: '' })
    await delivery()
    expect(told.map(({ type }) => type)).toEqual(['contact.created', 'contact.tagged'])
    const [row] = (await webhooks.deliveriesOf('wh_1', 10)).filter(
      ({ attempts, contact }) => attempts > 0 && contact === first,
    )
    expect(row).toMatchObject({ status: 'waiting', attempts: 1, problem: '对方答复 503' })
    answer = () => ({ kind: 'answered', status: 200, body: '' })
    expect(await delivery()).toBe(0)
    moment += 6_000
    await delivery()
    expect(told.slice(2).map(({ type }) => type)).toEqual(['contact.created', 'contact.tagged'])
  })

  it('are given up after a day, and told again under the same id when somebody wants it', async () => {
    await listen()
    await follow('o6')
    answer = () => ({ kind: 'silent', mayHaveHappened: true, why: 'UND_ERR_HEADERS_TIMEOUT' })
    for (let tries = 0; tries < 40; tries += 1) {
      moment += 4 * 3_600_000
      await delivery()
    }
    const [row] = await webhooks.deliveriesOf('wh_1', 10)
    expect(row).toMatchObject({ status: 'failed', problem: '没有答复（UND_ERR_HEADERS_TIMEOUT）' })
    answer = () => ({ kind: 'answered', status: 200, body: '' })
    expect(await webhooks.replay('wh_1', row!.id, new Date(moment))).toBe(true)
    await delivery()
    expect(told.map(({ id }) => id)).toEqual([row!.id])
    expect(await webhooks.replay('wh_1', 'no such', new Date(moment))).toBe(false)
  })

  it('wait while the webhook is paused, and keep its secret sealed', async () => {
    await listen()
    moment += 10_000
    await follow('o7')
    await webhooks.change('wh_1', { state: 'paused' })
    moment += 10_000
    expect(await delivery()).toBe(0)
    await webhooks.change('wh_1', { state: 'active' })
    expect(await delivery()).toBe(1)
    const kept = JSON.stringify(await database.connection.collection('webhooks').find({}).toArray())
    expect(kept).not.toContain(SECRET.slice(6))
    expect(JSON.stringify(await webhooks.list())).not.toMatch(/secret|whsec/i)
  })
})

it('is tried later and later, for a day', () => {
  const since = new Date(0)
  const after = (attempts: number, now: number) => nextTry(attempts, since, new Date(now))?.getTime() ?? null
  expect([1, 2, 3].map((attempts) => after(attempts, 0))).toEqual([5_000, 30_000, 120_000])
  expect(after(99, 0)).toBe(14_400_000)
  expect(after(9, 80_000_000)).toBeNull()
})
