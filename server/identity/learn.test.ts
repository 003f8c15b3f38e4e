import { describe, expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { crm, incoming, mini, oa, phone, wecom } from '../../test/support/people.ts'
import { emptyContact, learn } from './learn.ts'
import { outranks } from './precedence.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 3, minute))
const now = at(59)
const nobody = emptyContact(ContactId.parse('ct_1'), at(0))
const teach = (...facts: Incoming[]) =>
  facts.reduce((contact, one) => learn(contact, one, { attach: one.claims, tailsOf: () => [], now }), nobody)

describe('whose word counts', () => {
  it.each([
    ['the CRM above a form', ['crm-import', 1], ['form', 2], true],
    ['a colleague above the CRM', ['staff', 1], ['crm-import', 2], true],
    ['anybody above "whoever came first"', ['oa.user-info', 1], ['first-staff', 2], true],
    ['the later of two of one rank', ['crm-import', 2], ['crm-import', 1], true],
    ['not the earlier of two of one rank', ['crm-import', 1], ['crm-import', 2], false],
    ['not an equal', ['form', 1], ['form', 1], false],
  ] as const)('%s', (_name, [source, minute], [heldSource, heldMinute], expected) => {
    const challenger = { source, at: at(minute), value: 'x' }
    expect(outranks(challenger, { source: heldSource, at: at(heldMinute), value: 'x' })).toBe(expected)
  })
})

describe('whose word counts, where a manager said so', () => {
  const newest = { by: 'newest' } as const
  const ownFirst = { by: 'source', order: ['form', 'crm'] } as const
  it.each([
    ['the newest, whoever says it', newest, ['form', 2], ['crm-import', 1], true],
    ['not the older, whoever says it', newest, ['staff', 1], ['form', 2], false],
    ['a form above the CRM', ownFirst, ['form', 1], ['crm-import', 2], true],
    ['the newer of one source', ownFirst, ['crm-import', 2], ['crm-import', 1], true],
    ['whoever is named above whoever is not', ownFirst, ['crm-import', 1], ['staff', 2], true],
  ] as const)('%s', (_name, rule, [source, minute], [heldSource, heldMinute], expected) => {
    const challenger = { source, at: at(minute), value: 'x' }
    const order = rule.by === 'newest' ? rule : { by: rule.by, order: [...rule.order] }
    expect(outranks(challenger, { source: heldSource, at: at(heldMinute), value: 'x' }, order)).toBe(expected)
  })
})

describe('learning', () => {
  it('keeps the newer of two values and what the CRM said', () => {
    const form = (minute: number, city: string) =>
      incoming('form.submitted', [mini('m')], {
        at: at(minute),
        facts: { attributes: { city, level: '普通' }, name: '小明' },
      })
    const record = incoming('crm.imported', [crm('C')], {
      at: at(1),
      facts: { attributes: { level: 'VIP' }, name: '王小明' },
    })
    expect(teach(form(3, '上海'), record, form(2, '北京'))).toMatchObject({
      name: '王小明',
      searchName: '王小明',
      attributes: { city: '上海', level: 'VIP' },
      provenance: { city: { source: 'form', at: at(3) }, '@name': { source: 'crm-import' } },
    })
  })

  it('prefers the verified number, whoever typed another later', () => {
    const tap = phone('13800001111', 'tap')
    const typed = phone('13800002222', 'crm')
    const bound = incoming('phone.bound', [mini('m'), tap.claim], { at: at(1), facts: tap.facts })
    const record = incoming('crm.imported', [crm('C'), typed.claim], { at: at(2), facts: typed.facts })
    expect(teach(bound, record).phoneMasked).toBe('138****1111')
    expect(teach(record, bound).phoneMasked).toBe('138****1111')
  })

  it('knows who follows, however late an unfollow arrives', () => {
    const follow = (minute: number) => incoming('contact.followed', [oa('o')], { at: at(minute) })
    const unfollow = incoming('contact.unfollowed', [oa('o')], { at: at(2) })
    expect(teach(follow(1), unfollow).followings).toMatchObject([{ following: false }])
    expect(teach(follow(1), follow(3), unfollow).followings).toMatchObject([{ following: true }])
  })

  it('keeps the longer window, and does not refill a window that was spent', () => {
    const window = (minute: number, left: number) => ({
      facts: { following: { appId: 'wx1', openId: 'o', windowUntil: at(minute), windowLeft: left } },
    })
    const message = incoming('message.received', [oa('o')], window(50, 5))
    const tap = incoming('menu.clicked', [oa('o')], { ...window(10, 3), event: { key: 'k' } })
    const spent = teach(message, tap)
    expect(spent.followings).toMatchObject([{ windowUntil: at(50), windowLeft: 5 }])
    const left = { ...spent, followings: spent.followings.map((one) => ({ ...one, windowLeft: 1 })) }
    const again = learn(left, message, { attach: message.claims, tailsOf: () => [], now })
    expect(again.followings).toMatchObject([{ windowLeft: 1 }])
  })

  it('knows a friendship that ended, began again, or whose beginning was never seen', () => {
    const added = (minute: number) => incoming('friend.added', [wecom('w')], { at: at(minute) })
    const removed = incoming('friend.removed', [wecom('w')], { at: at(5) })
    expect(teach(added(1), removed).friendships).toMatchObject([{ since: at(1), until: at(5) }])
    expect(teach(added(7), removed, added(1)).friendships).toMatchObject([{ since: at(7), until: null }])
    expect(teach(removed).friendships).toMatchObject([{ until: at(5) }])
  })

  it('believes the newest word of a personal account about being friends, of two at once the better one', () => {
    const said = (minute: number, friend: boolean, bot = 'b1') =>
      incoming('bot.befriended', [], { at: at(minute), facts: { bot: { bot, id: 'x', friend } } })
    expect(teach(said(2, false), said(1, true)).bots).toEqual([{ bot: 'b1', id: 'x', friend: false, at: at(2) }])
    expect(teach(said(2, true), said(2, false)).bots).toMatchObject([{ friend: true }])
    expect(teach(said(2, false), said(2, true)).bots).toMatchObject([{ friend: true }])
    expect(teach(said(2, true, 'b2'), said(1, true)).bots.map(({ bot }) => bot)).toEqual(['b1', 'b2'])
  })

  it('keeps what brought the person as the last source: no visit of the mini-program takes its place, no CRM row', () => {
    const from = (kind: string, minute: number) =>
      incoming('mini.opened', [mini('m')], {
        at: at(minute),
        facts: { source: { kind, detail: null, at: at(minute) } },
      })
    const events = [from('crm-import', 1), from('oa-scan', 2), from('mini', 3), from('crm-import', 4)]
    for (const order of [events, events.toReversed()]) {
      expect(teach(...order)).toMatchObject({ firstSource: { kind: 'crm-import' }, lastSource: { kind: 'oa-scan' } })
    }
    expect(teach(...events, from('oa-search', 5)).lastSource).toMatchObject({ kind: 'oa-search' })
  })
})
