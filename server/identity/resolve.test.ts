import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IdentityKey, identityKey } from '../../shared/contact.ts'
import { defaultIdentityRules, type IdentityRules } from '../../shared/identity-rules.ts'
import { ContactId } from '../../shared/ids.ts'
import type { IdentityClaim } from '../../shared/incoming.ts'
import { crm, mini, oa, phone, unionid, wecom } from '../../test/support/people.ts'
import { type Candidate, resolve } from './resolve.ts'

const form = phone('13800000001', 'form').claim
const tap = phone('13800000001', 'tap').claim
const imported = phone('13800000001', 'crm').claim
const remark = phone('13800000001', 'remark').claim

const person = (id: string, claims: readonly IdentityClaim[], more: Partial<Candidate> = {}): Candidate => ({
  _id: ContactId.parse(`ct_${id}`),
  identities: claims.map((claim) => ({ ...claim, at: new Date(0) })),
  mergedFrom: [],
  keptApart: [],
  ...more,
})
const decide = (
  claims: readonly IdentityClaim[],
  people: readonly Candidate[],
  contested: readonly IdentityKey[] = [],
  rules: Partial<IdentityRules> = {},
) => {
  const owner = (key: IdentityKey) => people.find(({ identities }) => identities.some((one) => one.key === key))
  const { kind, base, joins, conflicts } = resolve(claims, owner, (key) => contested.includes(key), undefined, {
    ...defaultIdentityRules,
    ...rules,
  })
  return {
    kind,
    base,
    joins: joins.map(({ contact }) => contact),
    conflicts: conflicts.map(({ with: other }) => other),
  }
}

describe('[D3] whose event it is', () => {
  it.each<[string, IdentityClaim[], Candidate[], ReturnType<typeof decide>]>([
    ['nobody known', [oa('o1')], [], { kind: 'create', base: null, joins: [], conflicts: [] }],
    ['a known openid', [oa('o1')], [person('a', [oa('o1')])], use('a')],
    ['a known openid brings its unionid', [oa('o1'), unionid('u1')], [person('a', [oa('o1')])], use('a')],
    ['a new openid with a known unionid', [oa('o1'), unionid('u1')], [person('a', [unionid('u1')])], use('a')],
    [
      'openid and unionid of two records',
      [oa('o1'), unionid('u1')],
      [person('a', [oa('o1')]), person('b', [wecom('w1'), unionid('u1')])],
      merge('a', ['b']),
    ],
    [
      'openid of one, unionid of another that conflicts',
      [oa('o1'), unionid('u2')],
      [person('a', [oa('o1'), unionid('u1')]), person('b', [unionid('u2')])],
      conflict('a', 'b'),
    ],
    [
      'a second unionid for the same openid, nobody else has it',
      [oa('o1'), unionid('u2')],
      [person('a', [oa('o1'), unionid('u1')])],
      { kind: 'use', base: ContactId.parse('ct_a'), joins: [], conflicts: [null] },
    ],
    [
      'a typed phone of a CRM record',
      [oa('o1'), form],
      [person('a', [oa('o1')]), person('b', [crm('C1'), imported])],
      merge('a', ['b']),
    ],
    [
      'a CRM record with a phone that was typed',
      [crm('C1'), imported],
      [person('a', [oa('o1'), form])],
      merge(null, ['a']),
    ],
    ['a tapped phone of a CRM record', [mini('m1'), tap], [person('b', [crm('C1'), imported])], merge(null, ['b'])],
    ['a tapped phone that another typed', [mini('m1'), tap], [person('b', [oa('o1'), form])], merge(null, ['b'])],
    ['a typed phone that another typed', [mini('m1'), form], [person('b', [oa('o1'), form])], conflict(null, 'b')],
    ['a typed phone that another tapped', [oa('o1'), form], [person('b', [mini('m1'), tap])], merge(null, ['b'])],
    [
      'a tapped phone of somebody with another unionid',
      [mini('m1'), unionid('u1'), tap],
      [person('b', [oa('o1'), unionid('u2'), tap])],
      conflict(null, 'b'),
    ],
    [
      'a tapped phone of another follower of the same account',
      [oa('o1'), tap],
      [person('b', [oa('o2'), tap])],
      conflict(null, 'b'),
    ],
    [
      'a second CRM record with the same phone',
      [crm('C2'), imported],
      [person('b', [crm('C1'), imported])],
      conflict(null, 'b'),
    ],
    [
      'a CRM record of another system',
      [crm('X1', 'erp'), imported],
      [person('b', [crm('C1'), imported])],
      merge(null, ['b']),
    ],
    ['a phone from a remark', [wecom('w1'), remark], [person('b', [crm('C1'), imported])], conflict(null, 'b')],
    [
      'a CRM phone that somebody has from a remark',
      [crm('C1'), imported],
      [person('b', [wecom('w1'), remark])],
      conflict(null, 'b'),
    ],
    ['only a phone', [form], [person('b', [crm('C1'), imported])], use('b')],
  ])('%s', (_name, claims, people, expected) => {
    expect(decide(claims, people)).toEqual(expected)
  })

  it('asks a person when two already claim the phone', () => {
    const people = [person('b', [crm('C1'), imported])]
    expect(decide([oa('o1'), tap], people, [tap.key])).toEqual(conflict(null, 'b'))
  })

  it('leaves people apart whom a person separated, for the same identity only, also after they were absorbed', () => {
    const apart = { keptApart: [{ contact: ContactId.parse('ct_b'), key: tap.key }] }
    const a = person('a', [oa('o1')], apart)
    const other = person('c', [crm('C1'), imported, unionid('u1')], { mergedFrom: [ContactId.parse('ct_b')] })
    expect(decide([oa('o1'), tap], [a, other])).toEqual(use('a'))
    expect(decide([oa('o1'), unionid('u1')], [a, other])).toEqual(merge('a', ['c']))
  })

  it('never joins two unionids or two CRM records of one system, whatever is claimed', () => {
    const pool = [
      oa('1'),
      oa('2'),
      mini('1'),
      wecom('1'),
      unionid('1'),
      unionid('2'),
      crm('1'),
      crm('2'),
      form,
      tap,
      imported,
    ]
    const claims = fc.uniqueArray(fc.constantFrom(...pool), { minLength: 1, maxLength: 5, selector: ({ key }) => key })
    const owners = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: pool.length, maxLength: pool.length })
    let joined = 0
    fc.assert(
      fc.property(claims, owners, (claimed, owned) => {
        const keys = new Set<string>()
        const fresh = pool
          .map((claim, index) => ({ claim, owner: owned[index]! }))
          .filter(({ claim }) => !keys.has(claim.key) && keys.add(claim.key))
        const own = (n: number) => fresh.filter(({ owner }) => owner === n).map(({ claim }) => claim)
        const alone = (all: IdentityClaim[]) =>
          ['unionid:', 'crm:'].every((kind) => all.filter(({ key }) => key.startsWith(kind)).length <= 1)
        const people = [1, 2, 3]
          .map((n) => person(String(n), own(n)))
          .filter((one) => alone(own(Number(one._id.slice(3)))))
        const owner = (key: IdentityKey) => people.find(({ identities }) => identities.some((one) => one.key === key))
        const decision = resolve(claimed, owner, () => false)
        const ids = [decision.base, ...decision.joins.map(({ contact }) => contact)]
        joined += decision.joins.length
        const all = [
          ...people.filter(({ _id }) => ids.includes(_id)).flatMap(({ identities }) => identities),
          ...decision.attach,
        ]
        for (const kind of ['unionid:', 'crm:']) {
          expect(new Set(all.map(({ key }) => key).filter((key) => key.startsWith(kind))).size).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 2000, seed: 7 },
    )
    expect(joined).toBeGreaterThan(100)
  })
})

function use(id: string) {
  return { kind: 'use' as const, base: ContactId.parse(`ct_${id}`), joins: [], conflicts: [] }
}
function merge(id: string | null, others: string[]) {
  const base = id === null ? null : ContactId.parse(`ct_${id}`)
  return { kind: 'merge' as const, base, joins: others.map((other) => ContactId.parse(`ct_${other}`)), conflicts: [] }
}
function conflict(id: string | null, other: string) {
  const base = id === null ? null : ContactId.parse(`ct_${id}`)
  return {
    kind: base === null ? ('create' as const) : ('use' as const),
    base,
    joins: [],
    conflicts: [ContactId.parse(`ct_${other}`)],
  }
}

describe('the rules a manager sets', () => {
  const mail: IdentityClaim = { key: identityKey('email', 'blind'), strength: 'declared', source: 'form' }
  const proved: IdentityClaim = { ...mail, strength: 'verified' }
  it.each<[string, IdentityClaim[], Candidate[], Partial<IdentityRules>, ReturnType<typeof decide>]>([
    ['a shared e-mail asks a person by default', [oa('o1'), mail], [person('b', [mail])], {}, asks('b')],
    ['a shared e-mail joins when it may', [oa('o1'), mail], [person('b', [mail])], { email: 'joins' }, joined('b')],
    [
      'a declared e-mail on both sides does not join when it must be verified',
      [oa('o1'), mail],
      [person('b', [mail])],
      { email: 'verified' },
      asks('b'),
    ],
    ['a verified one does', [oa('o1'), proved], [person('b', [mail])], { email: 'verified' }, joined('b')],
    ['an e-mail that is no reason says nothing', [oa('o1'), mail], [person('b', [mail])], { email: 'never' }, silent()],
    ['a declared phone joins when it may', [oa('o1'), form], [person('b', [form])], { phone: 'joins' }, joined('b')],
    ['a verified phone only asks when told so', [oa('o1'), tap], [person('b', [form])], { phone: 'asks' }, asks('b')],
    [
      'a phone never joins two unionids, whatever the rule',
      [oa('o1'), unionid('u1'), form],
      [person('b', [form, unionid('u2')])],
      { phone: 'joins' },
      asks('b'),
    ],
    [
      'a unionid asks when told so',
      [oa('o1'), unionid('u1')],
      [person('a', [oa('o1')]), person('b', [unionid('u1')])],
      { unionid: 'asks' },
      conflict('a', 'b'),
    ],
  ])('%s', (_, claims, people, rules, expected) => {
    expect(decide(claims, people, [], rules)).toEqual(expected)
  })
})

function asks(other: string): ReturnType<typeof decide> {
  return { kind: 'create', base: null, joins: [], conflicts: [ContactId.parse(`ct_${other}`)] }
}
function joined(other: string): ReturnType<typeof decide> {
  return { kind: 'merge', base: null, joins: [ContactId.parse(`ct_${other}`)], conflicts: [] }
}
function silent(): ReturnType<typeof decide> {
  return { kind: 'create', base: null, joins: [], conflicts: [] }
}
