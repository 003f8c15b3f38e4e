import fc from 'fast-check'
import type mongoose from 'mongoose'
import { createHistoriesStore } from '../../server/store/histories.ts'
import { type AttributeValue, type Contact, type Identity, provenanceOfTag } from '../../shared/contact.ts'
import { countersOf } from '../../shared/counters.ts'
import { behaviourNames, type DomainEvent } from '../../shared/events.ts'
import { ContactId, StaffId } from '../../shared/ids.ts'
import { knownEvents } from '../../shared/known-events.ts'
import { dayOf } from '../../shared/local-time.ts'
import { aContact, storedPerson } from '../builders/person.ts'

/** A company with people of every sort, drawn once from a seed and laid into a database as the stores would lay them. */
const company = {
  departments: [
    { _id: 'd0', department: 'd0', parent: null },
    { _id: 'd1', department: 'd1', parent: 'd0' },
  ],
  staff: [{ _id: 'wang', departments: ['d1'] }],
  platform_tags: [
    { _id: 'a', name: 'a', group: 'g1', gone: false },
    { _id: 'b', name: 'b', group: 'g1', gone: false },
    { _id: 'c', name: 'c.d', group: 'g1', gone: true },
  ],
}

const one = fc.constantFrom
const HOUR = 3_600_000
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(null), arbitrary)

/** Some are in a stage, some in none, and at some nobody has looked. */
const stageAs = (which: number, since: Date) => {
  const name = ['新客', '老客', null][which]
  return name === undefined ? {} : { stage: { name, since, turn: 1, rules: 0 } }
}

export function worldArb(now: Date, people: number) {
  /** Often at the very edges of a day, in Shanghai and in New York. */
  const momentArb = fc
    .tuple(fc.integer({ min: 0, max: 25 }), one(0, 1, 4 * HOUR - 1, 4 * HOUR, 5 * HOUR, 16 * HOUR - 1, 16 * HOUR))
    .map(([days, later]) => {
      const day = new Date(now.getTime() - days * 24 * HOUR).toISOString().slice(0, 10)
      return new Date(Math.min(Date.parse(`${day}T00:00:00Z`) + later, now.getTime()))
    })
  const valueArb = one<AttributeValue>(
    ...['金', '金牌', 'a.b', '3', '2026-11-22', '2026-11-25', '2026-11-19'],
    ...[-1, 0, 3, 3.5, true, false],
    ...[['金', '银'], ['a.b', '2026-11-22'], []],
  )
  const sourceArb = maybe(
    fc.record({ kind: one('oa-scan', 'crm-import'), detail: one('spring', 'a.csv', null), at: momentArb }),
  )
  const saidArb = fc.record({
    source: one('staff', 'journey:jn_1', 'wecom.contact-get', 'oa.user-info'),
    at: momentArb,
  })
  const textArb = (...values: string[]) => one<AttributeValue>(...values, ['广东', '深圳'])
  const attributesArb = fc.record(
    {
      ...{ level: valueArb, score: valueArb, day: valueArb },
      gender: one<AttributeValue>('男', '女'),
      province: textArb('广东', '浙江'),
      city: textArb('深圳', '广州'),
      address: textArb('科技园路 1 号', '(1)'),
      language: textArb('zh_CN', 'en'),
      birthday: one<AttributeValue>('2000-11-22', '2001-11-23', '1990-02-29', '2000-12-31', '1961-11-21', '不知道'),
      vipExpiresAt: one<AttributeValue>('2026-11-21', '2026-11-22', '2026-11-25', '长期'),
      preferredChannel: one<AttributeValue>('sms', 'oa-template'),
    },
    { requiredKeys: [] },
  )
  const contactArb = fc
    .record({
      name: one(null, '小王', '王.*', 'a'),
      tags: fc.subarray(['a', 'b', 'c.d']),
      said: fc.tuple(maybe(saidArb), maybe(saidArb), maybe(saidArb)),
      attributes: attributesArb,
      kinds: fc.subarray(['mini', 'email', 'oa']),
      scores: fc.dictionary(one('activity', 'spread', 'value', 'loyalty', 'intent', 'points'), one(-1, 0, 3, 3.5, 10)),
      phoneMasked: one(null, '138****1234', '139****0000', '9****'),
      owner: one(null, StaffId.parse('wang'), StaffId.parse('li')),
      firstSource: sourceArb,
      lastSource: sourceArb,
      friendships: fc.array(
        fc.record({
          staff: one(StaffId.parse('wang'), StaffId.parse('li')),
          since: momentArb,
          until: maybe(momentArb),
          state: one(null, 'desk'),
        }),
        { maxLength: 3 },
      ),
      followings: fc.array(
        fc.record({
          appId: one('wx1', 'wx2'),
          openId: fc.constant('o'),
          following: fc.boolean(),
          followedAt: maybe(fc.integer({ min: 0, max: 40 }).map((days) => new Date(now.getTime() - days * 24 * HOUR))),
          unfollowedAt: maybe(momentArb),
          windowUntil: fc.constant(null),
          windowLeft: fc.constant(0),
        }),
        { maxLength: 2 },
      ),
    })
    .map(({ said, kinds, ...rest }) => ({
      ...rest,
      ...stageAs(rest.tags.length + (rest.owner === null ? 0 : 1), now),
      provenance: Object.fromEntries(
        ['a', 'b', 'c.d'].flatMap((tag, i) => (said[i] ? [[provenanceOfTag(tag), said[i]]] : [])),
      ),
      kinds,
    }))
  const word = one('a', 'b', 'a.b', 'b a', 'true')
  const amount = one<string | number | boolean>(0, 0.1, 0.2, 3, 30, 99.99, '3', true)
  const channel = one('oa-template', 'mini-subscribe', 'sms')
  /** Fields of every sort of event: which belong to which is the translators' affair. */
  const dataArb = fc.record(
    {
      ...{ scene: one(null, 'a', 'b'), key: word, url: word, kind: word, text: one(null, 'a', 'a.b', 'b'), page: word },
      ...{ seconds: one(null, 1, 3, 30), form: word, channel, effect: one(null, 'e'), found: word, desk: word },
      ...{
        agent: word,
        staff: one('wang', 'a'),
        state: one(null, 'a'),
        group: word,
        how: one(null, 'a'),
        reason: word,
      },
      source: one('erp', 'a'),
    },
    { requiredKeys: ['scene', 'text', 'effect', 'source'] },
  )
  const eventArb = fc.oneof(
    { weight: 2, arbitrary: fc.record({ name: one(...behaviourNames), at: momentArb, data: dataArb }) },
    fc.record({
      name: one('custom.happened' as const),
      at: momentArb,
      data: fc.record({
        type: one(...knownEvents.map(({ type }) => type), 'other'),
        properties: fc.dictionary(
          one('amount', 'category', 'article', 'work', 'coupon', 'seconds', 'to', 'depth', 'page'),
          fc.oneof(amount, word),
        ),
      }),
    }),
  )
  const objectArb = fc.record({
    type: one('order', 'contract'),
    at: momentArb,
    fields: fc.dictionary(one('amount', 'category'), fc.oneof<fc.Arbitrary<unknown>[]>(amount, word, one(['a', '3']))),
  })
  const walkArb = fc.record({
    journey: one('jn_1', 'jn_2'),
    state: one('at', 'left'),
    reason: one('走完全程', '已成交'),
    enteredAt: momentArb,
    leftAt: momentArb,
    trail: fc.array(fc.record({ node: one('n1', 'n2'), exit: one('a', 'b', 'control') }), { maxLength: 2 }),
  })
  const membershipArb = fc.record({ segment: one('vip', 'staff'), enteredAt: momentArb, leftAt: maybe(momentArb) })
  return fc.array(
    fc.record({
      fields: contactArb,
      events: fc.array(eventArb, { maxLength: 14 }),
      objects: fc.array(objectArb, { maxLength: 4 }),
      walks: fc.array(walkArb, { maxLength: 2 }),
      memberships: fc.uniqueArray(membershipArb, { maxLength: 2, selector: ({ segment }) => segment }),
      /** Whose record the one before it in the list absorbed. */
      absorbed: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    }),
    { minLength: people, maxLength: people },
  )
}

type Drawn = ReturnType<typeof worldArb> extends fc.Arbitrary<infer D> ? D : never
type Row = Record<string, unknown> & { _id: string }

export async function layDown(connection: mongoose.Connection, drawn: Drawn, given: { now: Date; timeZone: string }) {
  const { now, timeZone } = given
  const rows = { contacts: [] as Row[], activity_days: [] as Row[], events: [] as Row[] }
  const more = { objects: [] as Row[], enrollments: [] as Row[], segment_members: [] as Row[] }
  const people: Contact[] = []
  const counts = new Map<string, Row & { count: number }>()
  let survivor: ReturnType<typeof storedPerson> | null = null
  for (const [i, { fields, events, objects, walks, memberships, absorbed }] of drawn.entries()) {
    const id = ContactId.parse(`ct_c${i}`)
    const { kinds, ...own } = fields
    const identities = kinds.map((kind) => ({ key: `${kind}:wx:${i}`, strength: 'platform', source: 'test', at: now }))
    const into = absorbed ? (survivor?._id ?? null) : null
    const contact = aContact(id, now)
      .with({ ...own, identities: identities as Identity[], mergedInto: into })
      .build()
    const stored = storedPerson(contact)
    rows.contacts.push(stored)
    if (into === null) {
      people.push(contact)
      survivor = stored
    } else survivor?.mergedFrom.push(id)
    for (const [n, { name, at, data }] of events.entries()) {
      rows.events.push({ _id: `${id}-${n}`, contact: id, name, at, data })
      for (const event of countersOf({ ...data, name } as unknown as DomainEvent)) {
        const day = dayOf(at, timeZone)
        const _id = `${id}|${event}|${day}`
        const known = counts.get(_id) ?? { _id, contact: id, event, day, count: 0 }
        counts.set(_id, { ...known, count: known.count + 1 })
      }
    }
    more.objects.push(...objects.map((row, n) => ({ _id: `${id}-${n}`, externalId: `${n}`, contact: id, ...row })))
    more.enrollments.push(
      ...walks.map(({ state, reason, leftAt, ...row }, n) => ({
        ...{ _id: `${id}-${n}`, contact: id, ...row, state },
        ...(state === 'at' ? { reason: null, leftAt: null } : { reason, leftAt }),
      })),
    )
    more.segment_members.push(...memberships.map((row) => ({ _id: `${row.segment}|${id}`, contact: id, ...row })))
  }
  rows.activity_days = [...counts.values()]
  for (const [collection, documents] of Object.entries({ ...rows, ...more, ...company })) {
    await connection.collection<Row>(collection).insertMany(documents)
  }
  return { people, histories: createHistoriesStore(connection) }
}
