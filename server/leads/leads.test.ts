import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CustomerContext } from '../../shared/api/staff.ts'
import type { Contact } from '../../shared/contact.ts'
import { AccountId, AlertId, JourneyId, type LeadId, NodeId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { plainWords } from '../../shared/timeline-text.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, oa, type People, peopleOf, unionid, wecom } from '../../test/support/people.ts'
import wecomApp from '../channels/kinds/wecom-app.ts'
import wecomCardUpdate from '../channels/kinds/wecom-card-update.ts'
import { indexes as alertIndexes, createAlertsStore } from '../store/alerts.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createLeadsStore, indexes as leadIndexes } from '../store/leads.ts'
import { createOutboxStore } from '../store/outbox.ts'
import { createStaffStore } from '../store/staff.ts'
import { createTagStrengthsStore } from '../store/tag-strengths.ts'
import { createAddNote } from './add-note.ts'
import { createClaims } from './claim-lead.ts'
import { createContext } from './context.ts'
import { createLeadRows } from './lead-rows.ts'
import { type AlertWish, alertIdOf, createRaiseAlerts } from './raise-alert.ts'
import { createStaffReactions } from './react-to-staff-events.ts'

const now = new Date('2026-11-22T04:00:00Z')
const [wang, li, boss] = ['wangfang', 'liwei', 'boss'].map((id) => StaffId.parse(id)) as [StaffId, StaffId, StaffId]
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let line: Awaited<ReturnType<typeof setUp>>

async function setUp() {
  const { connection } = database
  const [leads, alerts, staff, outbox] = [
    createLeadsStore(connection),
    createAlertsStore(connection),
    createStaffStore(connection),
    createOutboxStore(connection),
  ]
  people = await peopleOf(connection, [leads.moveTo, alerts.moveTo])
  await ensureIndexes(connection, [...leadIndexes, ...alertIndexes])
  const record = async (events: readonly Incoming[], at: Date) => {
    await people.linkIncoming(events, at)
  }
  const stores = { ...people, leads, alerts, staff, outbox, record, nudgeOutbox: () => undefined }
  const raiseAlerts = createRaiseAlerts({ ...stores, publicUrl: 'https://crm.example.com' })
  const claims = createClaims(stores)
  const leadRows = createLeadRows(stores)
  const react = createStaffReactions({ ...stores, claims, raiseAlerts, churnRuleApplies: async () => true })
  const context = createContext({
    ...stores,
    leadRows,
    tagStrengths: createTagStrengthsStore(connection),
    reachOf: () => [],
    walksOf: async () => [],
    stageName: async (key) => key,
    words: async () => plainWords,
    clock: { now: () => now },
  })
  const member = (id: StaffId, name: string, departments: string[], leaderOf: string[] = []) => ({
    id,
    name,
    position: null,
    departments,
    leaderOf,
    active: true,
    phoneKey: null,
  })
  await staff.replaceAll({
    account: AccountId.parse('ac_1'),
    departments: [
      { id: '1', name: '云杉数据', parent: null },
      { id: '2', name: '销售一部', parent: '1' },
    ],
    members: [member(wang, '王芳', ['2']), member(li, '李伟', ['2']), member(boss, '陈总', ['1'], ['1'])],
    at: now,
  })
  return { ...stores, raiseAlerts, claims, leadRows, react, context, addNote: createAddNote(stores) }
}

beforeAll(async () => {
  database = await freshDatabase()
  line = await setUp()
})
beforeEach(async () => {
  for (const name of ['contacts', 'events', 'activity_days', 'merges', 'leads', 'alerts', 'outbox']) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

const aCustomer = async (id = '1'): Promise<Contact> => {
  const facts = { name: '王小明', source: { kind: 'oa-scan', detail: 'spring-fair', at: now } }
  return (await people.linkIncoming([incoming('contact.followed', [oa(id)], { facts })], now))[0]!.contact
}
const wish = (
  contact: Contact,
  more: Partial<AlertWish['intent']> = {},
  effectKey = `en_1:1:${contact.id}`,
): AlertWish => ({
  effectKey,
  contact,
  intent: {
    kind: 'alert',
    alert: 'new-lead',
    targets: ['event-staff', 'first-staff', 'owner', 'department-leader'],
    title: '新线索：王小明',
    advice: '今天内打一次电话',
    staffOfEvent: wang,
    ...more,
  },
  journey: null,
  why: '旅程：新粉丝',
  at: now,
})
const outboxRows = () => database.connection.collection('outbox').find({}).sort({ _id: 1 }).toArray()

describe('an alert', () => {
  it('makes one lead, one alert and one card inside the channel’s limits, also when it is raised twice', async () => {
    const customer = await aCustomer()
    const [draft, ...rest] = await line.raiseAlerts([wish(customer)])
    expect(rest).toEqual([])
    expect(await line.raiseAlerts([wish(customer)])).toEqual([draft])
    expect(draft).toMatchObject({ channel: 'wecom-app', address: { staff: wang }, key: wish(customer).effectKey })
    expect(wecomApp.content.parse(draft!.content)).toMatchObject({
      task: alertIdOf(wish(customer).effectKey),
      buttons: [
        { key: 'claim', text: '认领' },
        { key: 'view', text: '查看' },
      ],
      facts: [{ name: '客户', value: '王小明' }, { name: '来源', value: '公众号扫码 · spring-fair' }, { name: '建议' }],
    })
    expect((await line.leads.page({ limit: 9 })).items).toHaveLength(1)
    expect((await line.alerts.page({ limit: 9 })).items).toHaveLength(1)
    const { items } = await line.events.page({ contact: customer.id, kind: 'decision', limit: 9 })
    expect(items.map(({ name }) => name)).toEqual(['alert.raised', 'lead.created'])
  })

  it('is told with the node that wanted it', async () => {
    const customer = await aCustomer()
    const cause = { journey: JourneyId.parse('jn_1'), node: NodeId.parse('alert-1') }
    await line.raiseAlerts([{ ...wish(customer), ...cause }])
    const { items } = await line.events.page({ contact: customer.id, kind: 'decision', limit: 9 })
    expect(items).toMatchObject([{ cause }, { cause }])
  })

  it('tells of its lead also when it was cut off between the lead and the timeline', async () => {
    const customer = await aCustomer()
    await line.raiseAlerts([wish(customer)])
    await database.connection.collection('events').deleteMany({})
    await line.raiseAlerts([wish(customer)])
    await line.raiseAlerts([wish(customer, { alert: 'opportunity' }, 'en_1:2:0')])
    const { items } = await line.events.page({ contact: customer.id, kind: 'decision', limit: 9 })
    expect(items.map(({ name }) => name)).toEqual(['alert.raised', 'alert.raised', 'lead.created'])
  })

  it.each<[string, Partial<AlertWish['intent']>, Partial<Contact>, string | null]>([
    ['the event’s colleague first', {}, { owner: li }, 'wangfang'],
    [
      'the first friend when the event has none',
      { staffOfEvent: null },
      { friendships: [{ staff: li, since: now, until: null, state: null }] },
      'liwei',
    ],
    ['the owner when there is no friend', { staffOfEvent: null }, { owner: li }, 'liwei'],
    ['the leader above the owner', { staffOfEvent: null, targets: ['department-leader'] }, { owner: li }, 'boss'],
    ['nobody unknown', { staffOfEvent: 'gone' }, { owner: li }, 'liwei'],
    ['nobody at all', { staffOfEvent: null }, {}, null],
  ])('goes to %s', async (_name, intent, more, expected) => {
    const customer = { ...(await aCustomer()), ...more }
    const [draft] = await line.raiseAlerts([wish(customer, intent)])
    expect(draft?.address?.['staff'] ?? null).toBe(expected)
    expect((await line.alerts.page({ limit: 9 })).items).toMatchObject([{ staff: expected, status: 'open' }])
  })
})

describe('claiming', () => {
  const raised = async () => {
    const customer = await aCustomer()
    await line.outbox.put(
      await line.raiseAlerts([wish(customer), wish(customer, { staffOfEvent: li }, 'en_1:2:x')]),
      now,
    )
    await database.connection.collection('outbox').updateMany({}, { $set: { responseCode: 'code-of-send' } })
    const [lead] = await line.leads.of(customer.id)
    return { customer, lead: lead!, alert: alertIdOf(wish(customer).effectKey) }
  }

  it('by a tapped card gives the lead, the owner, a changed card to each who was told, and a line in the timeline', async () => {
    const { customer, alert } = await raised()
    const click = incoming('card.clicked', [], {
      event: { staff: wang, key: 'claim', alert, responseCode: 'code-of-click' },
    })
    const linked = await people.linkIncoming([click], now)
    expect(linked).toMatchObject([{ contact: { id: customer.id } }])
    const items = linked.map(({ contact, incoming: { event } }) => ({ contact, event }))
    expect(await line.react(items, now)).toEqual(new Set([customer.id]))
    expect(await line.react(items, now)).toEqual(new Set([customer.id]))
    expect(await line.leads.of(customer.id)).toMatchObject([{ owner: wang, status: 'claimed' }])
    expect(await people.contacts.get(customer.id)).toMatchObject({ owner: wang })
    const updates = (await outboxRows()).filter(({ channel }) => channel === 'wecom-card-update')
    for (const { content, address } of updates) {
      wecomCardUpdate.content.parse(content)
      wecomCardUpdate.address.parse(address)
    }
    expect(
      updates.map(({ address, content }) => [address.staff, address.responseCode, content.replaceText]).sort(),
    ).toEqual([
      [li, 'code-of-send', '已认领：王芳'],
      [wang, 'code-of-click', '已认领：王芳'],
    ])
    expect(updates.every(({ _id }) => !String(_id).includes('code-of'))).toBe(true)
    expect((await line.alerts.page({ status: 'open', limit: 9 })).items).toEqual([])
    const { items: told } = await line.events.page({ contact: customer.id, limit: 20 })
    expect(told.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['lead.claimed', 'owner.changed', 'card.clicked']),
    )
  })

  it('leaves a churn alert open, and closes what the claim answers', async () => {
    const { customer, lead } = await raised()
    await line.raiseAlerts([
      wish(customer, { alert: 'churn' }, 'churn:1'),
      wish(customer, { alert: 'opportunity' }, 'en_1:3:0'),
    ])
    await line.claims.claimLead({ lead: lead.id, staff: wang }, now)
    const { items } = await line.alerts.page({ status: 'open', limit: 9 })
    expect(items.map(({ kind }) => kind)).toEqual(['churn'])
  })

  it('changes no card that its own button had changed already', async () => {
    const { customer, lead } = await raised()
    const hint = wish(customer, { alert: 'opportunity' }, 'en_1:3:0')
    await line.outbox.put(await line.raiseAlerts([hint]), now)
    await database.connection.collection('outbox').updateMany({}, { $set: { responseCode: 'code-of-send' } })
    const event = { staff: wang, key: 'done', alert: alertIdOf(hint.effectKey), responseCode: 'code-of-click' }
    await line.react([{ contact: customer, event: incoming('card.clicked', [], { event }).event }], now)
    const later = new Date(now.getTime() + 60_000)
    for (let time = 0; time < 2; time += 1) await line.claims.claimLead({ lead: lead.id, staff: wang }, later)
    const updates = (await outboxRows()).filter(({ channel }) => channel === 'wecom-card-update')
    expect(updates.map(({ content }) => content.replaceText).sort()).toEqual(['已处理', '已认领：王芳', '已认领：王芳'])
  })

  it('goes to exactly one of many who press at once; the others learn who has it', async () => {
    const { lead } = await raised()
    const attempts = Array.from({ length: 12 }, (_, n) =>
      line.claims.claimLead({ lead: lead.id, staff: n % 2 === 0 ? wang : li }, now),
    )
    const results = await Promise.allSettled(attempts)
    const [{ owner }] = [(await line.leads.get(lead.id))!]
    const lost = results.flatMap((one, n) => (one.status === 'rejected' ? [{ n, reason: one.reason }] : []))
    expect(lost).toHaveLength(6)
    expect(lost.every(({ n }) => (n % 2 === 0 ? wang : li) !== owner)).toBe(true)
    expect(lost[0]!.reason).toMatchObject({ code: 'lead.claimed-by-other', status: 409 })
  })

  it('refuses a lead nobody knows, and makes one for a person who has none', async () => {
    await expect(line.claims.claimLead({ lead: 'ld_none' as LeadId, staff: wang }, now)).rejects.toMatchObject({
      code: 'lead.not-found',
    })
    const customer = await aCustomer('9')
    expect(await line.claims.claimContact({ contact: customer.id, staff: wang }, now)).toMatchObject({ owner: wang })
    await expect(line.claims.claimContact({ contact: customer.id, staff: li }, now)).rejects.toMatchObject({
      code: 'lead.claimed-by-other',
    })
  })
})

describe('events of the sales side', () => {
  it('make the first friend the owner, and nobody after', async () => {
    const [first] = await people.linkIncoming([incoming('friend.added', [wecom('w1')])], now)
    await line.react([{ contact: first!.contact, event: first!.incoming.event }], now)
    const [second] = await people.linkIncoming(
      [incoming('friend.added', [wecom('w1')], { event: { staff: 'liwei' } })],
      now,
    )
    await line.react([{ contact: second!.contact, event: second!.incoming.event }], now)
    expect(await people.contacts.get(first!.contact.id)).toMatchObject({ owner: wang })
  })

  it('make the first of two friends of one batch the owner', async () => {
    const friends = ['wangfang', 'liwei'].map((staff) => incoming('friend.added', [wecom('w1')], { event: { staff } }))
    const linked = await people.linkIncoming(friends, now)
    const items = linked.map(({ contact, incoming: { event } }) => ({ contact, event }))
    await line.react(items, now)
    expect(await people.contacts.get(items[0]!.contact.id)).toMatchObject({ owner: wang })
  })

  it('tell the owner once that a customer left', async () => {
    const customer = { ...(await aCustomer()), owner: wang }
    const left = incoming('contact.unfollowed', [oa('1')])
    await people.linkIncoming([left], now)
    for (let time = 0; time < 2; time += 1) await line.react([{ contact: customer, event: left.event }], now)
    expect(await outboxRows()).toMatchObject([
      { channel: 'wecom-app', address: { staff: wang }, content: { buttons: [{ key: 'done' }, { key: 'view' }] } },
    ])
  })

  it('settle an alert by its card', async () => {
    const customer = { ...(await aCustomer()), owner: wang }
    await line.raiseAlerts([wish(customer, { alert: 'churn' })])
    const event = { staff: wang, key: 'done', alert: alertIdOf(wish(customer).effectKey), responseCode: 'code' }
    const click = incoming('card.clicked', [], { event })
    await line.react([{ contact: customer, event: click.event }], now)
    expect((await line.alerts.page({ limit: 9 })).items).toMatchObject([{ status: 'done', doneBy: wang }])
  })

  it('of an alert nobody knows belong to nobody', async () => {
    const click = incoming('card.clicked', [], {
      event: { staff: wang, key: 'claim', alert: AlertId.parse('al_none'), responseCode: 'c' },
    })
    expect(await people.linkIncoming([click], now)).toEqual([])
  })
})

describe('the customer beside the chat', () => {
  it('is shown whole: identities, lead, advice, timeline in words and notes', async () => {
    const customer = await aCustomer()
    await line.raiseAlerts([wish(customer)])
    const before = CustomerContext.parse(await line.context.readContext({ contact: customer.id, staff: wang }))
    expect(before).toMatchObject({
      advice: { action: 'claim', sentence: '今天内打一次电话' },
      mayClaim: true,
      lead: { status: 'new' },
    })
    expect(before.timeline.map(({ title }) => title)).toContain('产生线索，提醒 王芳')
    await line.claims.claimLead({ lead: before.lead!.id, staff: wang }, now)
    const note = { text: '已电话，下周再约', followUpAt: new Date('2026-11-29T02:00:00Z') }
    await line.addNote({ contact: customer.id, staff: wang, note }, now)
    await line.addNote({ contact: customer.id, staff: wang, note }, now)
    const after = CustomerContext.parse(await line.context.readContext({ contact: customer.id, staff: li }))
    expect(after.notes).toMatchObject([{ staffName: '王芳', text: '已电话，下周再约' }])
    expect(after).toMatchObject({
      mayClaim: false,
      lead: { status: 'following', ownerName: '王芳' },
      advice: { action: 'none' },
    })
    await expect(line.context.readContext({ contact: 'ct_none' as never, staff: wang })).rejects.toMatchObject({
      code: 'contact.not-found',
    })
  })

  it('keeps one open lead when two people with a lead each become one, and both again when that is undone', async () => {
    const [a] = await people.linkIncoming(
      [incoming('friend.added', [wecom('w1'), unionid('u1')])],
      new Date(now.getTime() - 9000),
    )
    const b = await aCustomer('7')
    await line.raiseAlerts([wish(a!.contact, {}, 'k:a'), wish(b, {}, 'k:b')])
    const [linked] = await people.linkIncoming([incoming('contact.scanned', [oa('7'), unionid('u1')])], now)
    expect(linked!.merged).toEqual([b.id])
    expect((await line.leads.page({ limit: 9 })).items).toMatchObject([{ contact: a!.contact.id, open: true }])
    expect((await line.alerts.page({ limit: 9 })).items.map(({ contact }) => contact)).toEqual([
      a!.contact.id,
      a!.contact.id,
    ])
    await line.leads.moveTo(b.id, a!.contact.id)
    await line.leads.moveBack(b.id, a!.contact.id)
    await line.alerts.moveBack(b.id, a!.contact.id)
    expect((await line.leads.openOf(b.id))?.movedFrom).toEqual([])
    expect(await line.leads.openOf(a!.contact.id)).not.toBeNull()
  })
})
