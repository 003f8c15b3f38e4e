import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import {
  cipher,
  crm,
  incoming,
  mini,
  oa,
  type People,
  peopleOf,
  phone,
  unionid,
  wecom,
} from '../../test/support/people.ts'
import { createUndoMerge } from './unmerge.ts'

const now = new Date('2026-11-22T04:00:00Z')
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 3, minute))
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const fromCrm = phone('13800001234', 'crm')
const typed = phone('13800001234', 'form')
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
let undo: ReturnType<typeof createUndoMerge>
const undone: [ContactId, ContactId][] = []

beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
  undo = createUndoMerge({
    ...people,
    cipher,
    onUnmerged: [
      async (from, into) => {
        undone.push([from, into])
      },
    ],
  })
})
beforeEach(async () => {
  undone.length = 0
  for (const name of ['contacts', 'events', 'activity_days', 'merges', 'merge_conflicts']) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

/** A CRM record and a follower who typed its phone: one person now. */
async function mergedPair(followerFirst = false) {
  const record = incoming('crm.imported', [crm('C1'), fromCrm.claim], {
    at: at(0),
    facts: { name: '王小明', owner: 'wangfang', attributes: { level: 'VIP' }, tags: ['老客户'], ...fromCrm.facts },
  })
  const follow = incoming('contact.followed', [oa('o1')], { at: at(1), facts: { name: '小明', tags: ['展会'] } })
  const order = followerFirst ? [follow, record] : [record, follow]
  await people.linkIncoming(order.slice(0, 1), minutesAgo(9))
  await people.linkIncoming(order.slice(1), minutesAgo(8))
  const before = await Promise.all([
    people.contacts.byIdentity(crm('C1').key),
    people.contacts.byIdentity(oa('o1').key),
  ])
  const form = incoming('form.submitted', [oa('o1'), typed.claim], { at: at(2), facts: typed.facts })
  const [linked] = await people.linkIncoming([form], minutesAgo(7))
  const [merge] = await people.merges.of(linked!.contact.id)
  return { record: before[0]!, follower: before[1]!, merge: merge!, form }
}
const timelineOf = async (contact: ContactId) =>
  (await people.events.page({ contact, limit: 50, kind: 'behaviour' })).items.map(({ name }) => name).sort()
const facts = ({ name, owner, attributes, tags, phoneMasked, identities, followings }: Record<string, unknown>) => ({
  ...{ name, owner, attributes, tags, phoneMasked, identities, followings },
})

describe.each([false, true])('undoing a merge (follower first: %s)', (followerFirst) => {
  it('gives back two people as they were, each with its own history', async () => {
    const { record, follower, merge } = await mergedPair(followerFirst)
    await undo(merge.id, '运营小李', now)
    const crmAgain = (await people.contacts.byIdentity(crm('C1').key))!
    const followerAgain = (await people.contacts.byIdentity(oa('o1').key))!
    expect(crmAgain.id).toBe(record.id)
    expect(followerAgain.id).toBe(follower.id)
    expect(facts(crmAgain)).toEqual(facts(record))
    expect(facts(followerAgain)).toEqual(facts(follower))
    expect(await timelineOf(crmAgain.id)).toEqual(['crm.imported'])
    expect(await timelineOf(followerAgain.id)).toEqual(['contact.followed', 'form.submitted'])
    expect(undone).toEqual([[merge.from, merge.into]])
    const why = (await people.events.page({ contact: record.id, limit: 9 })).items[0]
    expect(why).toMatchObject({ name: 'contact.unmerged', why: expect.stringContaining('运营小李') })
  })

  it('never joins the two again by the same evidence, only by another', async () => {
    const { merge, record } = await mergedPair(followerFirst)
    await undo(merge.id, '运营小李', now)
    const again = incoming('form.submitted', [oa('o1'), typed.claim], { at: at(5), facts: typed.facts })
    expect((await people.linkIncoming([again], now))[0]!.merged).toEqual([])
    expect(await people.contacts.byIdentity(typed.claim.key)).toMatchObject({ id: record.id })
    const friend = incoming('friend.added', [wecom('w1'), unionid('u1'), crm('C1')], { at: at(6) })
    await people.linkIncoming([friend], now)
    const proven = incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(7) })
    expect((await people.linkIncoming([proven], now))[0]!.merged).toHaveLength(1)
  })

  it('lets each keep what happened since: by its own identity, its events, counts and facts', async () => {
    const { merge } = await mergedPair(followerFirst)
    const since = [
      incoming('message.received', [oa('o1')], { at: at(3) }),
      incoming('crm.imported', [crm('C1')], { at: at(4), facts: { attributes: { level: 'SVIP' }, name: '王大明' } }),
      incoming('mini.opened', [mini('m1'), oa('o1')], { at: at(5), facts: { attributes: { city: '上海' } } }),
    ]
    await people.linkIncoming(since, minutesAgo(3))
    await undo(merge.id, '运营小李', now)
    const record = (await people.contacts.byIdentity(crm('C1').key))!
    const follower = (await people.contacts.byIdentity(oa('o1').key))!
    expect(await timelineOf(record.id)).toEqual(['crm.imported', 'crm.imported'])
    expect(await timelineOf(follower.id)).toEqual([
      'contact.followed',
      'form.submitted',
      'message.received',
      'mini.opened',
    ])
    expect(record).toMatchObject({ name: '王大明', attributes: { level: 'SVIP' } })
    expect(record.attributes).not.toHaveProperty('city')
    expect(follower).toMatchObject({ name: '小明', attributes: { city: '上海' } })
    expect(follower.attributes).not.toHaveProperty('level')
    expect(await people.contacts.byIdentity(mini('m1').key)).toMatchObject({ id: follower.id })
    const days = await people.activityDays.of([record.id, follower.id], '2026-01-01')
    expect(days.get(record.id)).toEqual([{ event: 'crm.imported', day: '2026-11-22', count: 2 }])
    expect(days.get(follower.id)!.map(({ event, count }) => [event, count])).toContainEqual(['message.received', 1])
  })
})

describe('undoing a merge', () => {
  it('is refused when it is unknown, undone, or not the latest', async () => {
    const { merge } = await mergedPair()
    await people.linkIncoming([incoming('friend.added', [wecom('w1'), unionid('u1')])], minutesAgo(20))
    await people.linkIncoming([incoming('contact.scanned', [oa('o1'), unionid('u1')])], minutesAgo(1))
    await expect(undo(merge.id, '李', now)).rejects.toMatchObject({ code: 'merge.later-first', status: 409 })
    const survivor = (await people.contacts.byIdentity(oa('o1').key))!
    const [later] = await people.merges.of(survivor.id)
    await undo(later!.id, '李', now)
    await undo(merge.id, '李', now)
    await expect(undo(merge.id, '李', now)).rejects.toMatchObject({ code: 'merge.already-undone' })
    await expect(undo('mg_none' as never, '李', now)).rejects.toMatchObject({ code: 'merge.not-found' })
  })
})
