import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { consentOf } from '../../shared/channels/reach.ts'
import { isRefusal, marketingChannels } from '../../shared/consent.ts'
import { identityKey } from '../../shared/contact.ts'
import { AccountId, StaffId } from '../../shared/ids.ts'
import { toTimelineItem } from '../../shared/timeline-text.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, mini, oa, type People, peopleOf, phone, unionid } from '../../test/support/people.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import { createUndoMerge } from './unmerge.ts'

const now = new Date('2026-11-22T04:00:00Z')
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
beforeEach(async () => {
  for (const name of ['contacts', 'events', 'activity_days', 'merges', 'merge_conflicts']) {
    await database.connection.collection(name).deleteMany({})
  }
})
afterAll(() => database.close())

const says = (text: string, minutes: number, claims = [oa('o1')]) =>
  incoming('message.received', claims, { at: at(minutes), event: { text } })
const link = async (...events: ReturnType<typeof incoming>[]) =>
  (await people.linkIncoming(events, at(60))).at(-1)!.contact
const decisions = async (contact: Awaited<ReturnType<typeof link>>) => {
  const { items } = await people.events.page({ contact: contact.id, kind: 'decision', limit: 20 })
  return items.map((event) => toTimelineItem(event)).map(({ title, why }) => [title, why])
}

it('the channels of marketing are those a manager may pick for customers, by platform, but for the one that says nothing', () => {
  const kinds = channelKinds.filter(
    ({ name, pickable, audience }) => pickable && audience === 'customer' && name !== 'mini-handover',
  )
  const ofPlatforms = Object.entries(marketingChannels).flatMap(([platform, names]) =>
    names.map((name) => [name, platform]),
  )
  expect(ofPlatforms.sort()).toEqual(kinds.map(({ name, account }) => [name, account ?? name]).sort())
})

it.each([
  ['退订', true],
  [' TD ', true],
  ['ｔｄ。', true],
  ['取消订阅', true],
  ['怎么退订？', false],
  ['我不想退订', false],
  ['', false],
])('“%s” is a refusal: %s', (text, expected) => expect(isRefusal(text)).toBe(expected))

describe('a follower who writes 退订', () => {
  it('gets no marketing through any account of this kind any more, and the timeline says why', async () => {
    const contact = await link(incoming('contact.followed', [oa('o1')], { at: at(0) }), says('退订', 1))
    expect(consentOf(contact, 'oa-template')).toEqual({ ok: false, why: '对方已拒绝接收此渠道的营销消息' })
    expect(consentOf(contact, 'mini-subscribe').ok).toBe(true)
    expect(contact.provenance['@consent:oa-template']).toEqual({ source: 'oa.message', at: at(1) })
    expect(await decisions(contact)).toEqual([
      [
        '不再接收oa-template、oa-customer-service、oa-reply、oa-mass、oa-subscription-notice的营销消息',
        '客户发消息要求退订',
      ],
    ])
  })

  it('is told again when the process died before the timeline was written', async () => {
    const refusal = says('TD', 1)
    const told = await decisions(await link(refusal))
    await database.connection.collection('events').deleteMany({})
    expect(await decisions(await link(refusal))).toEqual(told)
  })

  it('may be switched on by a colleague later, and an older refusal that comes in late does not switch it off', async () => {
    const contact = await link(says('退订', 1))
    const change = {
      contact: contact.id,
      channel: 'oa-template',
      source: 'staff',
      why: '王芳 在客户页面打开',
      by: 'c1',
    }
    await people.contacts.setConsent({ ...change, consent: 'granted', at: at(5) })
    const late = await link(says('退订', 2))
    expect(consentOf(late, 'oa-template').ok).toBe(true)
    expect(consentOf(await link(says('退订', 6)), 'oa-template').ok).toBe(false)
  })

  it('is refused when the yes of a colleague is of the same moment', async () => {
    const contact = await link(incoming('contact.followed', [oa('o1')], { at: at(0) }))
    const change = { contact: contact.id, channel: 'oa-template', source: 'staff', why: '打开', by: 'c1' }
    await people.contacts.setConsent({ ...change, consent: 'granted', at: at(1) })
    expect(consentOf(await link(says('退订', 1)), 'oa-template').ok).toBe(false)
  })

  it('who refused twice before two records became one is held to the newer word', async () => {
    await link(says('退订', 1), says('退订', 3, [mini('m1'), unionid('u1')]))
    const other = await people.contacts.byIdentity(mini('m1').key)
    const change = { channel: 'oa-template', consent: 'refused', source: 'staff', why: '关闭', by: 'c1' } as const
    await people.contacts.setConsent({ ...change, contact: other!.id, at: at(4) })
    const merged = await link(incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(5) }))
    expect(merged.provenance['@consent:oa-template']).toEqual({ source: 'staff', at: at(4) })
  })

  it('keeps the refusal through a merge and its undoing; a colleague’s yes for the other person stays theirs', async () => {
    const follower = await link(incoming('contact.followed', [oa('o1')], { at: at(0) }))
    const change = { contact: follower.id, channel: 'oa-template', source: 'staff', why: '打开', by: 'c1' }
    await people.contacts.setConsent({ ...change, consent: 'granted', at: at(1) })
    await link(incoming('mini.opened', [mini('m1'), unionid('u1')], { at: at(2) }), says('退订', 3, [mini('m1')]))
    const merged = await link(incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(4) }))
    expect(merged.consent).toEqual({
      'oa-template': 'granted',
      'mini-subscribe': 'refused',
      'mini-customer-service': 'refused',
    })
    await link(says('退订', 5))
    const [merge] = await people.merges.of(merged.id)
    await createUndoMerge({ ...people, cipher, onUnmerged: [] })(merge!.id, 'us_1', at(90))
    const [ours, theirs] = await Promise.all([
      people.contacts.byIdentity(oa('o1').key),
      people.contacts.byIdentity(mini('m1').key),
    ])
    expect(ours!.consent).toMatchObject({ 'oa-template': 'refused' })
    expect(ours!.consent['mini-subscribe']).toBeUndefined()
    expect(theirs!.consent).toEqual({ 'mini-subscribe': 'refused', 'mini-customer-service': 'refused' })
  })
})

describe('a withdrawn authorisation', () => {
  const account = AccountId.parse('ac_mini')
  const tapped = phone('13800001234', 'tap')
  const bound = () =>
    incoming('phone.bound', [mini('m1'), tapped.claim], {
      at: at(1),
      facts: { ...tapped.facts, name: '小程序昵称', attributes: { city: '杭州' } },
      event: { account },
    })
  const revoked = () =>
    incoming('data.revoked', [mini('m1')], { id: 'revoked:1', at: at(3), event: { account, scope: '1' } })
  const typed = () =>
    incoming('form.submitted', [mini('m1')], {
      at: at(2),
      facts: { attributes: { company: '云杉数据' } },
      event: { account },
    })

  const withAPhone = async (collection: string) => {
    const kept = await database.connection.collection(collection).find({}).toArray()
    return kept.filter((document) => /138\*|"sealed"/.test(JSON.stringify(document)))
  }

  it('removes what the platform had told, keeps what was typed into a form, and says so', async () => {
    const contact = await link(bound(), typed(), revoked())
    expect(contact).toMatchObject({ phoneMasked: null, name: null, attributes: { company: '云杉数据' } })
    expect(contact.identities.map(({ key }) => key)).toEqual([mini('m1').key])
    expect(consentOf(contact, 'mini-subscribe').ok).toBe(false)
    expect(await decisions(contact)).toEqual([
      ['删除了昵称、手机号、城市', '客户撤回了授权，平台要求删除授权得到的信息'],
      ['不再接收mini-subscribe、mini-customer-service的营销消息', '客户撤回了个人信息授权'],
    ])
    expect((await people.contacts.search({ q: '1234', limit: 5 })).items).toEqual([])
    expect(await withAPhone('events')).toEqual([])
  })

  it('leaves nothing of it in the timeline of a record absorbed before, but what was typed into a form', async () => {
    await link(incoming('contact.followed', [oa('o1')], { at: at(0) }))
    await link(bound(), typed())
    const seen = incoming('mini.opened', [mini('m1'), unionid('u1')], { at: at(2) })
    await link(seen, incoming('contact.scanned', [oa('o1'), unionid('u1')], { at: at(2) }))
    await link(revoked())
    const told = await database.connection
      .collection('events')
      .find({ 'facts.attributes': { $exists: true } })
      .toArray()
    expect(told.map(({ name, facts }) => [name, facts.attributes])).toEqual([
      ['form.submitted', { company: '云杉数据' }],
    ])
  })

  it('is carried out once and told once, also after a crash in between', async () => {
    await link(bound(), typed())
    const told = await decisions(await link(revoked()))
    await database.connection.collection('events').deleteMany({ at: at(3) })
    expect(await decisions(await link(revoked()))).toEqual(told)
  })

  it('is not undone by what was told before it and comes in late; a new authorisation counts', async () => {
    await link(revoked())
    const late = await link(bound())
    expect(late).toMatchObject({ phoneMasked: null, name: null })
    expect(late.identities.map(({ key }) => key)).toEqual([mini('m1').key])
    const again = incoming('phone.bound', [mini('m1'), tapped.claim], {
      at: at(9),
      facts: tapped.facts,
      event: { account },
    })
    expect(await link(again)).toMatchObject({ phoneMasked: '138****1234' })
  })

  it('joins nobody by a phone that was tapped before it and comes in late', async () => {
    const declared = phone('13800001234', 'crm')
    await link(incoming('crm.imported', [crm('C1'), declared.claim], { at: at(0), facts: declared.facts }), revoked())
    expect((await link(bound())).identities.map(({ key }) => key)).toEqual([mini('m1').key])
  })

  it('is not undone by what comes in late and first shows that the two are one person', async () => {
    await link(incoming('mini.opened', [mini('m1')], { at: at(0) }))
    await link(incoming('mini.opened', [mini('m2'), unionid('u1')], { at: at(0) }))
    await link(incoming('data.revoked', [mini('m2')], { at: at(3), event: { account, scope: '1' } }))
    const late = incoming('phone.bound', [mini('m1'), unionid('u1'), tapped.claim], { at: at(1), facts: tapped.facts })
    const { identities } = await link(late)
    expect(identities.map(({ key }) => key)).toEqual([mini('m1').key, mini('m2').key, unionid('u1').key])
    expect(await withAPhone('events')).toEqual([])
  })

  it.each([
    ['before', () => [bound(), revoked()]],
    ['late', () => [revoked(), bound()]],
  ])('leaves nothing of the phone in the timeline: bound %s', async (_name, events) => {
    const contact = await link(...events())
    const { items } = await people.events.page({ contact: contact.id, kind: 'behaviour', limit: 20 })
    expect(items.map((event) => toTimelineItem(event).title)).toEqual(['撤回了个人信息授权', '绑定了手机号'])
    expect(await withAPhone('events')).toEqual([])
  })

  it.each([
    [
      'in batches of their own',
      async (events: ReturnType<typeof incoming>[]) => {
        for (const event of events.slice(0, -1)) await link(event)
        return link(events.at(-1)!)
      },
    ],
    ['in one batch', (events: ReturnType<typeof incoming>[]) => link(...events)],
  ])('leaves what the CRM and a form had told before the platform said it too, %s', async (_name, linkAll) => {
    const imported = phone('13800001234', 'crm')
    const other = phone('13900005678', 'form')
    const otherTapped = phone('13900005678', 'tap')
    const contact = await linkAll([
      incoming('crm.imported', [crm('C1'), mini('m1'), imported.claim], {
        at: at(-9),
        facts: { ...imported.facts, tags: ['老客户'] },
      }),
      incoming('form.submitted', [mini('m1'), other.claim], {
        at: at(0),
        facts: { ...other.facts, name: '王小明', attributes: { city: '上海', company: '云杉数据' } },
        event: { account },
      }),
      bound(),
      incoming('phone.bound', [mini('m1'), otherTapped.claim], {
        at: at(2),
        facts: otherTapped.facts,
        event: { account },
      }),
      revoked(),
    ])
    expect(contact).toMatchObject({
      name: '王小明',
      phoneMasked: '138****1234',
      attributes: { city: '上海', company: '云杉数据' },
      provenance: { '@phone': { source: 'crm-import' }, city: { source: 'form', at: at(0) } },
    })
    const phones = contact.identities.filter(({ key }) => key.startsWith('phone:'))
    expect(phones.map(({ key, strength, source }) => [key, strength, source]).sort()).toEqual(
      [
        [imported.claim.key, 'declared', 'crm-import'],
        [other.claim.key, 'declared', 'form.trial'],
      ].sort(),
    )
    expect((await people.contacts.search({ q: '1234', limit: 5 })).items).toHaveLength(1)
    expect((await people.contacts.search({ q: '王小', limit: 5 })).items).toHaveLength(1)
  })

  it('gives back no tag that a colleague had taken away', async () => {
    const first = await link(
      incoming('form.submitted', [mini('m1')], {
        at: at(0),
        facts: { tags: ['老客户'], name: '王' },
        event: { account },
      }),
    )
    const change = { contact: first.id, at: at(1), why: '不对', by: 'c1' }
    await people.contacts.addTags([{ ...change, add: [], remove: ['老客户'] }])
    expect(await link(bound(), revoked())).toMatchObject({ tags: [], name: '王' })
  })

  it('removes it from the records as they were before a merge, so that undoing it brings nothing back', async () => {
    const imported = phone('13900005678', 'crm')
    await link(incoming('contact.followed', [oa('o1'), unionid('u1')], { at: at(0) }))
    await link(incoming('crm.imported', [crm('C1'), mini('m1'), imported.claim], { at: at(0), facts: imported.facts }))
    await link(bound())
    const merged = await link(incoming('mini.opened', [mini('m1'), unionid('u1')], { at: at(2) }), revoked())
    const [merge] = await people.merges.of(merged.id)
    expect(merge).toMatchObject({ fromName: null })
    expect(JSON.stringify(await people.merges.get(merge!.id))).not.toContain('138*')
    await createUndoMerge({ ...people, cipher, onUnmerged: [] })(merge!.id, 'us_1', at(90))
    expect(await people.contacts.byIdentity(mini('m1').key)).toMatchObject({ name: null, phoneMasked: '139****5678' })
  })

  it('removes what was told through another account of the platform too', async () => {
    const elsewhere = { ...mini('m9'), key: identityKey('mini', 'wx9', 'm9') }
    const other = incoming('phone.bound', [elsewhere, unionid('u1'), tapped.claim], {
      at: at(1),
      facts: tapped.facts,
      event: { account: AccountId.parse('ac_other') },
    })
    const opened = incoming('mini.opened', [mini('m1'), unionid('u1')], { at: at(2), event: { account } })
    expect(await link(other, opened, revoked())).toMatchObject({ phoneMasked: null })
    expect(await withAPhone('events')).toEqual([])
  })

  it('removes the address behind an e-mail that goes', async () => {
    const email = { sealed: cipher.seal('ming@example.com'), masked: 'm***@example.com' }
    const told = incoming('mini.opened', [mini('m1')], { at: at(1), facts: { email }, event: { account } })
    const { id, attributes } = await link(told, revoked())
    expect(attributes).toEqual({})
    expect(await people.contacts.loadMany([id])).toMatchObject([{ email: null }])
  })

  it('leaves a phone that somebody else told us', async () => {
    const declared = phone('13900005678', 'crm')
    const contact = await link(
      incoming('crm.imported', [mini('m1'), declared.claim], {
        at: at(0),
        facts: { ...declared.facts, owner: StaffId.parse('w') },
      }),
      revoked(),
    )
    expect(contact.phoneMasked).toBe('139****5678')
  })
})
