import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContactId } from '../../shared/ids.ts'
import { noRules } from '../../shared/schema/precedence.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, oa, type People, peopleOf, phone, unionid } from '../../test/support/people.ts'
import { createJoinByHand } from './join-by-hand.ts'
import { createUndoMerge } from './unmerge.ts'

const now = new Date('2026-11-22T04:00:00Z')
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
const moved: [ContactId, ContactId][] = []
const follow = async (from: ContactId, into: ContactId) => {
  moved.push([from, into])
}
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
afterAll(() => database.close())

const joining = () => createJoinByHand({ ...people, cipher, onMerged: [follow], precedence: async () => noRules })
const said = { by: '王经理', reason: '电话核对过' }
const one = async (...given: Parameters<typeof incoming>) => {
  const [linked] = await people.linkIncoming([incoming(...given)], now)
  if (linked === undefined) throw new Error('not linked')
  return linked.contact
}

describe('two people whom the rules would not join', () => {
  it('become one by hand, with the reason as evidence, everything of both, and what names them moved along', async () => {
    const a = await one('contact.followed', [oa('a1'), unionid('ua')], { facts: { tags: ['甲'] } })
    const b = await one('crm.imported', [crm('C1'), phone('13900000001', 'crm').claim], {
      facts: { ...phone('13900000001', 'crm').facts, tags: ['乙'], attributes: { city: '杭州' } },
    })
    const { into } = await joining().joinByHand({ a: a.id, b: b.id, key: null }, said, now)
    const merged = await people.contacts.get(b.id)
    expect(merged?.id).toBe(into)
    expect(merged?.tags).toEqual(['乙', '甲'])
    expect(merged?.attributes).toEqual({ city: '杭州' })
    expect(merged?.identities.map(({ key }) => key.split(':')[0]).sort()).toEqual(['crm', 'oa', 'phone', 'unionid'])
    expect(moved.at(-1)).toContain(into)
    const [record] = await people.merges.of(into)
    expect(record).toMatchObject({ why: '王经理 确认是同一人：电话核对过', undoneAt: null })
    const { items } = await people.events.page({ contact: into, kind: 'decision', limit: 10 })
    expect(items.map(({ name }) => name)).toContain('contact.merged')
    expect(await people.merges.unfollowed(now)).toEqual([])
  })

  it('come apart again as they were', async () => {
    const a = await one('contact.followed', [oa('a2')], { facts: { tags: ['甲'] } })
    const b = await one('crm.imported', [crm('C2')], { facts: { tags: ['乙'] } })
    const { merge } = await joining().joinByHand({ a: a.id, b: b.id, key: null }, said, now)
    await createUndoMerge({ ...people, cipher, onUnmerged: [] })(merge, 'us_1', now)
    const [first, second] = [await people.contacts.get(a.id), await people.contacts.get(b.id)]
    expect([first?.id, first?.tags, second?.id, second?.tags]).toEqual([a.id, ['甲'], b.id, ['乙']])
  })

  it('may have two CRM numbers of one system, which no rule would join', async () => {
    const a = await one('crm.imported', [crm('C3'), phone('13900000003', 'crm').claim], phone('13900000003', 'crm'))
    const b = await one('crm.imported', [crm('C4'), phone('13900000003', 'crm').claim], phone('13900000003', 'crm'))
    expect(b.id).not.toBe(a.id)
    const [conflict] = (await people.merges.openConflicts(50)).filter((row) => [row.a, row.b].includes(a.id))
    expect(conflict).toMatchObject({ kind: 'conflict' })
    const stored = await people.merges.conflict(conflict?.id ?? '')
    const { into } = await joining().joinByHand({ a: a.id, b: b.id, key: stored?.key ?? null }, said, now)
    const [record] = await people.merges.of(into)
    expect(record?.evidence[0]?.key).toMatch(/^(phone|crm):/)
    expect((await people.merges.openConflicts(50)).filter((row) => [row.a, row.b].includes(a.id))).toEqual([])
  })

  it('are shown as the one they would become, and nothing is written', async () => {
    const a = await one('contact.followed', [oa('a5')], { facts: { tags: ['甲'] } })
    const b = await one('contact.followed', [oa('a6')], { facts: { tags: ['乙'] } })
    const preview = await joining().previewJoin({ a: a.id, b: b.id }, now)
    expect([preview.a.id, preview.b.id, preview.result.tags]).toEqual([a.id, b.id, ['乙', '甲']])
    expect((await people.contacts.get(b.id))?.revision).toBe(b.revision)
    expect(await people.merges.of(a.id)).toEqual([])
  })

  it.each([
    ['the same person', async (id: ContactId) => id, 'merge.same-person'],
    ['nobody', async () => 'ct_nobody' as ContactId, 'contact.not-found'],
  ])('are refused when the other is %s', async (_, other, code) => {
    const a = await one('contact.followed', [oa('a7')])
    const b = await other(a.id)
    await expect(joining().joinByHand({ a: a.id, b, key: null }, said, now)).rejects.toMatchObject({ code })
  })

  it('are joined once when two colleagues press at once', async () => {
    const a = await one('contact.followed', [oa('a8')])
    const b = await one('contact.followed', [oa('a9')])
    const pressed = await Promise.allSettled([
      joining().joinByHand({ a: a.id, b: b.id, key: null }, said, now),
      joining().joinByHand({ a: b.id, b: a.id, key: null }, said, now),
    ])
    expect(pressed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await people.merges.of(a.id)).toHaveLength(1)
  })
})
