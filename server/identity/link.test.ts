import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { crm, incoming, mini, oa, type People, peopleOf, phone, unionid, wecom } from '../../test/support/people.ts'

const now = new Date('2026-11-22T04:00:00Z')
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 3, minute))
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
const joined: [ContactId, ContactId][] = []

beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection, [
    async (from, into) => {
      joined.push([from, into])
    },
  ])
})
beforeEach(async () => {
  joined.length = 0
  for (const name of ['contacts', 'events', 'activity_days', 'merges', 'merge_conflicts']) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

const everybody = async () => (await people.contacts.search({ limit: 200 })).items
const keysOf = (contact: { identities: { key: string }[] }) => contact.identities.map(({ key }) => key).sort()

describe('linking', () => {
  it('makes one contact of a follow, with its first source, its following and a line in the timeline', async () => {
    const facts = { source: { kind: 'oa-scan', detail: 'spring-fair', at: at(0) } }
    const [linked] = await people.linkIncoming([incoming('contact.followed', [oa('o1')], { at: at(0), facts })], now)
    expect(linked).toMatchObject({ created: true, merged: [], repeated: false })
    const contact = await people.contacts.get(linked!.contact.id)
    expect(contact).toEqual(linked!.contact)
    expect(contact).toMatchObject({
      firstSource: { kind: 'oa-scan', detail: 'spring-fair' },
      followings: [{ appId: 'wx1', openId: 'o1', following: true, followedAt: at(0) }],
      lastSeenAt: at(0),
      revision: 1,
    })
    const { items } = await people.events.page({ contact: linked!.contact.id, limit: 10 })
    expect(items.map(({ name }) => name)).toEqual(['contact.followed'])
  })

  it('changes nothing when the same event comes again, alone or twice in one batch', async () => {
    const follow = incoming('contact.followed', [oa('o1')])
    const first = await people.linkIncoming([follow, follow], now)
    expect(first.map(({ created, repeated }) => [created, repeated])).toEqual([
      [true, false],
      [false, true],
    ])
    const [again] = await people.linkIncoming([follow], now)
    expect(again).toMatchObject({ created: false, repeated: true, contact: { revision: 1 } })
    const days = await people.activityDays.of([again!.contact.id], '2026-11-01')
    expect(days.get(again!.contact.id)).toEqual([{ event: 'contact.followed', day: '2026-11-22', count: 1 }])
  })

  it('handles one person several times in a batch, in order', async () => {
    const batch = [
      incoming('contact.followed', [oa('o1')], { at: at(0) }),
      incoming('contact.unfollowed', [oa('o1')], { at: at(1) }),
      incoming('contact.followed', [oa('o1'), unionid('u1')], { at: at(2) }),
    ]
    const linked = await people.linkIncoming(batch, now)
    expect(new Set(linked.map(({ contact }) => contact.id)).size).toBe(1)
    expect(linked.map(({ created }) => created)).toEqual([true, false, false])
    expect(await everybody()).toMatchObject([{ followings: [{ following: true, unfollowedAt: at(1) }] }])
  })

  it('makes the follower who typed a phone and the CRM record one, with both histories and a reason', async () => {
    const fromCrm = phone('138 0000 1234', 'crm')
    const typed = phone('+86138-0000-1234', 'form')
    const vip = { attributes: { level: 'VIP' }, name: '王小明', owner: 'wangfang', ...fromCrm.facts }
    await people.linkIncoming([incoming('crm.imported', [crm('C1'), fromCrm.claim], { facts: vip, at: at(0) })], now)
    await people.linkIncoming([incoming('contact.followed', [oa('o1')], { at: at(1) })], now)
    expect(await everybody()).toHaveLength(2)
    const form = incoming('form.submitted', [oa('o1'), typed.claim], { facts: typed.facts, at: at(2) })
    const [linked] = await people.linkIncoming([form], now)
    expect(linked!.merged).toHaveLength(1)
    const [one, ...rest] = await everybody()
    expect(rest).toEqual([])
    expect(one).toMatchObject({
      name: '王小明',
      owner: 'wangfang',
      phoneMasked: '138****1234',
      attributes: { level: 'VIP' },
    })
    expect(keysOf(one!)).toEqual([crm('C1').key, oa('o1').key, typed.claim.key].sort())
    const { items } = await people.events.page({ contact: one!.id, limit: 10 })
    expect(items.map(({ name }) => name).sort()).toEqual([
      'contact.followed',
      'contact.merged',
      'crm.imported',
      'form.submitted',
    ])
    const merged = items.find(({ name }) => name === 'contact.merged')
    expect(merged).toMatchObject({ why: expect.stringContaining('CRM') })
    expect(await people.merges.of(one!.id)).toMatchObject([
      { evidence: [{ key: typed.claim.key, event: form.event.id }] },
    ])
    expect(await people.contacts.get(linked!.merged[0]!)).toMatchObject({ id: one!.id })
    const found = await people.contacts.search({ q: '1234', limit: 5 })
    expect(found.items.map(({ id }) => id)).toEqual([one!.id])
  })

  it('joins the WeCom customer and the follower by their unionid, whichever came first', async () => {
    await people.linkIncoming([incoming('friend.added', [wecom('wm1'), unionid('u1')], { at: at(0) })], now)
    await people.linkIncoming([incoming('contact.followed', [oa('o1')], { at: at(1) })], now)
    await people.linkIncoming([incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(2) })], now)
    const [one, ...rest] = await everybody()
    expect(rest).toEqual([])
    expect(keysOf(one!)).toEqual([oa('o1').key, unionid('u1').key, wecom('wm1').key].sort())
    expect(one!.friendships).toMatchObject([{ staff: 'wangfang', until: null }])
  })

  it('tells what follows a merge who became whom, and again when a process died before it could', async () => {
    await people.linkIncoming([incoming('friend.added', [wecom('wm1'), unionid('u1')])], now)
    await people.linkIncoming([incoming('contact.followed', [oa('o1')])], now)
    await people.linkIncoming([incoming('contact.scanned', [oa('o1'), unionid('u1')])], now)
    expect(joined).toHaveLength(1)
    await database.connection.collection('merges').updateMany({}, { $set: { followed: false } })
    expect(await people.finishMerges(now)).toHaveLength(1)
    expect(joined[1]).toEqual(joined[0])
    expect(await people.finishMerges(now)).toEqual([])
  })

  it('leaves two followers who typed the same phone apart, and asks a person once', async () => {
    const typed = phone('13800001234', 'form')
    await people.linkIncoming([incoming('form.submitted', [oa('o1'), typed.claim], { facts: typed.facts })], now)
    await people.linkIncoming([incoming('form.submitted', [oa('o2'), typed.claim], { facts: typed.facts })], now)
    const all = await everybody()
    expect(all).toHaveLength(2)
    expect(all.filter(({ phoneMasked }) => phoneMasked !== null)).toHaveLength(1)
    const [conflict] = await people.merges.openConflicts(10)
    const dismissed = { by: '运营', reason: '夫妻共用', at: now }
    expect(await people.merges.dismissConflict(conflict!.id, dismissed)).toBe(true)
    expect(await people.merges.dismissConflict(conflict!.id, dismissed)).toBe(false)
    await people.linkIncoming([incoming('form.submitted', [oa('o2'), typed.claim], { facts: typed.facts })], now)
    expect(await people.merges.openConflicts(10)).toEqual([])
    expect(await everybody()).toHaveLength(2)
  })

  it('never joins two unionids, also when the phone is verified', async () => {
    const tapped = phone('13800001234', 'tap')
    const first = [mini('m1'), unionid('u1'), tapped.claim]
    const second = [mini('m2'), unionid('u2'), tapped.claim]
    await people.linkIncoming([incoming('phone.bound', first, { facts: tapped.facts })], now)
    await people.linkIncoming([incoming('phone.bound', second, { facts: tapped.facts })], now)
    expect(await everybody()).toHaveLength(2)
    expect(await people.merges.openConflicts(10)).toMatchObject([{ why: expect.stringContaining('unionid') }])
  })

  it('joins by a tap-verified phone with the CRM record that has it', async () => {
    const fromCrm = phone('13800001234', 'crm')
    const tapped = phone('13800001234', 'tap')
    await people.linkIncoming([incoming('crm.imported', [crm('C1'), fromCrm.claim], { facts: fromCrm.facts })], now)
    await people.linkIncoming([incoming('phone.bound', [mini('m1'), tapped.claim], { facts: tapped.facts })], now)
    expect(await everybody()).toHaveLength(1)
  })

  it('repeats the event that was cut off between the contact and the timeline without granting twice', async () => {
    const answer = incoming('subscription.answered', [mini('m1')], { event: { template: 't1', accepted: true } })
    await people.linkIncoming([answer], now)
    await database.connection.collection('events').deleteMany({})
    const [again] = await people.linkIncoming([answer], now)
    expect(again!.contact.grants).toEqual({ t1: 1 })
  })

  it('tells again which identity an event brought when it was cut off before the timeline, and never of a first one', async () => {
    await people.linkIncoming([incoming('contact.followed', [oa('o1')], { at: at(0) })], now)
    const scan = incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(1) })
    const open = incoming('mini.opened', [mini('m9'), unionid('u9')], { at: at(1) })
    const read = async () => {
      const all = await Promise.all(
        (await everybody()).map(({ id }) => people.events.page({ contact: id, kind: 'decision', limit: 9 })),
      )
      return all.flatMap(({ items }) => items)
    }
    await people.linkIncoming([scan, open], now)
    const told = await read()
    expect(told).toMatchObject([{ name: 'contact.linked', key: unionid('u1').key }])
    await database.connection.collection('events').deleteMany({ at: { $gte: at(1) } })
    await people.linkIncoming([scan, open], now)
    expect(await read()).toEqual(told)
  })

  it('shows an event before the merge it led to, also within one millisecond', async () => {
    await people.linkIncoming([incoming('friend.added', [wecom('wm1'), unionid('u1')], { at: at(0) })], now)
    await people.linkIncoming([incoming('contact.followed', [oa('o1')], { at: at(0) })], now)
    await people.linkIncoming([incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: now })], now)
    const [one] = await everybody()
    const { items } = await people.events.page({ contact: one!.id, limit: 2 })
    expect(items.map(({ name }) => name)).toEqual(['contact.merged', 'contact.scanned'])
  })
})
