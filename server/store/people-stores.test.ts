import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Contact } from '../../shared/contact.ts'
import { AccountId, StaffId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, oa, type People, peopleOf, phone, unionid, wecom } from '../../test/support/people.ts'
import { countContacts, searchContacts } from './contact-search.ts'
import { createFormsStore } from './forms.ts'
import { createStaffStore, type MemberInput } from './staff.ts'

const now = new Date('2026-11-22T04:00:00Z')
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
beforeEach(async () => {
  for (const name of ['contacts', 'events', 'activity_days', 'merges']) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())
let granted = 0
const linkOne = async (...given: Parameters<typeof incoming>): Promise<Contact> =>
  (await people.linkIncoming([incoming(...given)], now))[0]!.contact

describe('searching people', () => {
  it('leaves out visitors of pages until they are asked for, or say who they are', async () => {
    const web = { key: 'web:ws_1:visitor0000000001' as never, strength: 'platform' as const, source: 'web' }
    const visit = { event: { page: '/', seconds: null } }
    const visitor = await linkOne('page.viewed', [web], visit)
    const known = await linkOne('crm.imported', [crm('C1')])
    const listed = async (more: object = {}) => {
      const { items } = await people.contacts.search({ limit: 9, ...more })
      expect(await people.contacts.countFound(more)).toEqual({ people: items.length, atLeast: false })
      return items.map(({ id }) => id).sort()
    }
    expect(await listed()).toEqual([known.id])
    expect(await listed({ anonymous: 'shown' })).toEqual([known.id, visitor.id].sort())
    expect(await listed({ identity: web.key })).toEqual([visitor.id])
    await people.linkIncoming([{ ...incoming('crm.imported', [crm('C2')]), contact: visitor.id }], now)
    expect(await listed()).toEqual([known.id, visitor.id].sort())
  })

  it.each([
    ['the last four digits', '0042'],
    ['the last eight digits', '00000042'],
    ['the whole number, as typed', '+86 139-0000-0042'],
    ['the beginning of the name', '张'],
    ['the name in other letters', 'ＺＨＡＮＧ三'],
    ['the openid', 'openid-42'],
    ['the CRM number', 'C42'],
    ['an identity key', 'crm:crm:C42'],
  ])('finds them by %s', async (_name, q) => {
    const number = phone('13900000042', 'crm')
    const name = q.startsWith('Ｚ') ? 'Zhang三' : '张三'
    const wanted = await linkOne('crm.imported', [crm('C42'), oa('openid-42'), number.claim], {
      facts: { name, ...number.facts },
    })
    const other = phone('13900000043', 'crm')
    await linkOne('crm.imported', [crm('C43'), other.claim], { facts: { name: '李四(.*)', ...other.facts } })
    expect((await people.contacts.search({ q, limit: 5 })).items.map(({ id }) => id)).toEqual([wanted.id])
    expect((await people.contacts.search({ q: '.*', limit: 5 })).items).toEqual([])
  })

  it('pages through everybody once, newest first, and refuses a cursor it did not make', async () => {
    for (let n = 0; n < 7; n += 1)
      await linkOne('contact.followed', [oa(`p${n}`)], { facts: { tags: n % 2 ? ['odd'] : [] } })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await people.contacts.search({ limit: 3, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).toBe(7)
    expect(await people.contacts.search({ tag: 'odd', limit: 9 })).toMatchObject({ next: null })
    expect(await people.contacts.countFound({ tag: 'odd' })).toEqual({ people: 3, atLeast: false })
    await expect(people.contacts.search({ cursor: 'x', limit: 3 })).rejects.toMatchObject({ status: 400 })
  })
})

describe('a word that finds several', () => {
  it.each([
    { what: 'few, looked at by name', few: 2000 },
    { what: 'more than few, gone through in the order of the list', few: 2 },
  ])('pages through all of them once, newest first: $what', async ({ few }) => {
    const search = searchContacts(database.connection.collection('contacts'), cipher, few)
    for (let n = 0; n < 5; n += 1)
      await linkOne('crm.imported', [crm(`L${n}`)], { facts: { name: `林${n}`, tags: n === 3 ? ['vip'] : [] } })
    await linkOne('crm.imported', [crm('W1')], { facts: { name: '王林' } })
    // Another who is called by another name, and has one of theirs as a handle.
    await linkOne('crm.imported', [crm('林')], { facts: { name: '陈' } })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await search({ q: '林', limit: 2, cursor })
      seen.push(...page.items.map(({ name }) => name ?? ''))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen.toSorted()).toEqual(['林0', '林1', '林2', '林3', '林4', '陈'].toSorted())
    const all = (await search({ limit: 9 })).items.map(({ name }) => name ?? '')
    expect(seen).toEqual(all.filter((name) => name !== '王林'))
    expect((await search({ q: '林', tag: 'vip', limit: 9 })).items.map(({ name }) => name)).toEqual(['林3'])
    expect(await search({ q: '木', limit: 9 })).toEqual({ items: [], next: null })
    // Of many, who is found in another way may be among those counted or not.
    const count = countContacts(database.connection.collection('contacts'), cipher, few)
    expect(await count({ q: '林' })).toEqual(few > 5 ? { people: 6, atLeast: false } : { people: 5, atLeast: true })
    expect(await count({ q: '林0' })).toEqual({ people: 1, atLeast: false })
    expect(await count({ q: '林', tag: 'vip' })).toEqual({ people: 1, atLeast: false })
    expect(await count({ q: '木' })).toEqual({ people: 0, atLeast: false })
  })
})

describe('changing a person', () => {
  it('writes a line for a tag that really changed, and none for a repeat', async () => {
    const { id } = await linkOne('contact.followed', [oa('t')])
    const change = { contact: id, add: ['意向'], remove: ['没有'], by: 'en_1:1:0', why: '旅程', at: now }
    await people.contacts.addTags([change])
    await people.contacts.addTags([change])
    const { items } = await people.events.page({ contact: id, kind: 'decision', limit: 9 })
    expect(items).toMatchObject([{ name: 'tag.added', tag: '意向', why: '旅程' }])
    expect(await people.contacts.get(id)).toMatchObject({ tags: ['意向'], revision: 2 })
  })

  it('spends what is there and no more, with many at once', async () => {
    const facts = {
      following: { appId: 'wx1', openId: 's', windowUntil: new Date(now.getTime() + 1000), windowLeft: 2 },
    }
    const { id } = await linkOne('subscription.answered', [oa('s')], {
      event: { template: 't1', accepted: true },
      facts,
    })
    const grants = await Promise.all(
      Array.from({ length: 5 }, () => people.contacts.spendGrant({ contact: id, template: 't1' })),
    )
    expect(grants.filter(Boolean)).toHaveLength(1)
    const spend = { contact: id, appId: 'wx1', now }
    const windows = await Promise.all(Array.from({ length: 5 }, () => people.contacts.spendWindow(spend)))
    expect(windows.filter(Boolean)).toHaveLength(2)
    expect(await people.contacts.spendWindow({ ...spend, now: new Date(now.getTime() + 1000) })).toBe(false)
  })

  it('counts grants that come in and are spent at the same time, each answer once and never below none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('accept', 'accept again', 'reject', 'spend'), { minLength: 16, maxLength: 32 }),
        async (acts) => {
          const who = oa(`g${++granted}`)
          const { id } = await linkOne('contact.followed', [who])
          let spent = 0
          const accepted = new Set<string>()
          const answer = (event: string, yes: boolean) => {
            if (yes) accepted.add(event)
            const id = `grant:${granted}:${event}`
            return linkOne('subscription.answered', [who], { id, event: { template: 't1', accepted: yes } })
          }
          // Sixteen at once, as sixteen workers would.
          for (let from = 0; from < acts.length; from += 16) {
            await Promise.all(
              acts.slice(from, from + 16).map(async (act, index) => {
                if (act === 'spend') {
                  const took = await people.contacts.spendGrant({ contact: id, template: 't1' })
                  if (took) spent += 1
                }
                if (act !== 'spend') await answer(act === 'accept again' ? 'same' : `${from + index}`, act !== 'reject')
                expect((await people.contacts.get(id))?.grants['t1'] ?? 0).toBeGreaterThanOrEqual(0)
              }),
            )
          }
          expect((await people.contacts.get(id))?.grants['t1'] ?? 0).toBe(accepted.size - spent)
          await people.contacts.forfeitGrant({ contact: id, template: 't1' })
          expect((await people.contacts.get(id))?.grants['t1'] ?? 0).toBe(0)
          expect(await people.contacts.spendGrant({ contact: id, template: 't1' })).toBe(false)
        },
      ),
      { numRuns: 6, seed: 7 },
    )
  })

  it('reads activity and timeline of the absorbed together with the survivor’s', async () => {
    const first = await linkOne('contact.followed', [oa('a')])
    await linkOne('friend.added', [wecom('w'), unionid('u')])
    const merged = await linkOne('contact.followed', [oa('a'), unionid('u')])
    const days = await people.activityDays.of([merged.id], '2026-11-22')
    expect(days.get(merged.id)!.map(({ event, count }) => [event, count])).toEqual([
      ['contact.followed', 2],
      ['friend.added', 1],
    ])
    expect((await people.events.page({ contact: merged.id, kind: 'behaviour', limit: 9 })).items).toHaveLength(3)
    expect((await people.contacts.getMany([first.id])).get(first.id)!.id).toBe(merged.id)
  })
})

describe('the company', () => {
  it('is replaced by what WeCom says, and tells what changed', async () => {
    const staff = createStaffStore(database.connection)
    const account = AccountId.parse('ac_1')
    const member = (id: string, departments: string[], more: Partial<MemberInput> = {}): MemberInput => {
      return {
        id: StaffId.parse(id),
        name: id,
        position: null,
        departments,
        leaderOf: [],
        active: true,
        phoneKey: null,
        ...more,
      }
    }
    const departments = [
      { id: '1', name: '总部', parent: null },
      { id: '2', name: '销售一部', parent: '1' },
      { id: '3', name: '客户成功', parent: '1' },
    ]
    const members = [
      member('chief', ['1'], { leaderOf: ['1'] }),
      member('lead', ['2'], { leaderOf: ['2'] }),
      member('a', ['2'], { phoneKey: 'phone:x' }),
      member('b', ['3']),
    ]
    expect(await staff.replaceAll({ account, departments, members, at: now })).toEqual({
      added: ['chief', 'lead', 'a', 'b'],
      changed: [],
      left: [],
    })
    expect(await staff.replaceAll({ account, departments, members, at: now })).toEqual({
      added: [],
      changed: [],
      left: [],
    })
    const leaders = await Promise.all(
      ['a', 'b', 'lead', 'chief', 'none'].map((id) => staff.leaderOf(StaffId.parse(id))),
    )
    expect(leaders).toEqual(['lead', 'chief', 'chief', null, null])
    expect(await staff.byPhoneKey('phone:x')).toMatchObject({ id: 'a', departments: ['销售一部'], leader: false })
    const next = [...members.slice(0, 2), member('b', ['2'])]
    expect(await staff.replaceAll({ account, departments, members: next, at: now })).toEqual({
      added: [],
      changed: ['b'],
      left: ['a'],
    })
    expect(await staff.get(StaffId.parse('a'))).toMatchObject({ active: false })
    expect(await staff.byPhoneKey('phone:x')).toBeNull()
  })

  it('keeps its forms by name', async () => {
    const forms = createFormsStore(database.connection)
    const form = { name: 'trial', title: '试用', intro: '', fields: [], submitLabel: '提交' }
    await forms.put(form)
    await forms.put({ ...form, title: '申请试用' })
    expect(await forms.get('trial')).toEqual({ ...form, title: '申请试用' })
    expect(await forms.get('none')).toBeNull()
  })
})
