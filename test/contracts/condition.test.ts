import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMembership } from '../../server/segments/membership.ts'
import { createSegmentsStore } from '../../server/store/segments.ts'
import type { AttributeValue, Contact } from '../../shared/contact.ts'
import { type ContactId, StaffId } from '../../shared/ids.ts'
import type { ActivityDay } from '../../shared/journey/contract.ts'
import type { conditionKinds } from '../../shared/segment/conditions/index.gen.ts'
import { matchesTree } from '../../shared/segment/evaluate.ts'
import { nothingHappened } from '../../shared/segment/history.ts'
import { allConditionKinds, conditionKindOf } from '../../shared/segment/registry.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { condition } from '../builders/journey.ts'
import { aContact, storedPerson } from '../builders/person.ts'
import { freshDatabase } from '../support/database.ts'
import { conditionContract } from './condition.ts'

const files = readdirSync(new URL('../../shared/segment/conditions/', import.meta.url))
  .filter((file) => !/\.(gen|test)\.ts$/.test(file))
  .map((file) => file.replace('.ts', ''))

type ConditionType = (typeof conditionKinds)[number]['type']

/** Settings to draw from, for each kind; a kind without them does not compile. */
const settingsArb: Record<ConditionType, fc.Arbitrary<Record<string, unknown>>> = {
  'has-tag': fc.record({ tags: fc.subarray(['a', 'b', 'c'], { minLength: 1 }), match: fc.constantFrom('any', 'all') }),
  'follows-oa': fc.constant({}),
  'has-friend': fc.constantFrom({}, { staff: 'wang' }, { staff: 'li' }),
  'has-phone': fc.constant({}),
  'followed-within': fc.record({ days: fc.integer({ min: 1, max: 40 }) }),
  'first-source': fc.constantFrom({ kind: 'oa-scan' }, { kind: 'oa-scan', detail: 'spring' }, { kind: 'crm-import' }),
  owned: fc.constantFrom({}, { staff: 'wang' }, { staff: 'li' }),
  'did-event': fc.record({
    event: fc.constantFrom('menu.clicked', 'page.viewed'),
    atLeast: fc.integer({ min: 1, max: 4 }),
    days: fc.integer({ min: 1, max: 10 }),
  }),
  attribute: fc.oneof(
    fc.record({ name: fc.constantFrom('level', 'score'), operator: fc.constantFrom('is-set', 'is-not-set') }),
    fc.record({
      name: fc.constantFrom('level', 'score', 'day'),
      operator: fc.constantFrom('equals', 'not-equals', 'contains'),
      value: fc.constantFrom('金', '金牌', 'a.b', '2026', '3', '$'),
    }),
    fc.record({
      name: fc.constantFrom('level', 'score'),
      operator: fc.constantFrom('number-equals', 'above', 'at-least', 'below', 'at-most'),
      number: fc.constantFrom(-1, 0, 3, 3.5, 10),
    }),
    fc.record({
      name: fc.constantFrom('day', 'level'),
      operator: fc.constant('days-from-now'),
      from: fc.integer({ min: -5, max: 2 }),
      to: fc.integer({ min: -2, max: 8 }),
    }),
  ),
}

const leafArb = fc
  .constantFrom(...allConditionKinds.map(({ type }) => type))
  .chain((type) => settingsArb[type as ConditionType].map((settings) => condition(type, settings)))
const treeArb: fc.Arbitrary<ConditionTree> = fc.letrec<{ tree: ConditionTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafArb,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
  ),
})).tree

const now = new Date('2026-11-22T02:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const valueArb: fc.Arbitrary<AttributeValue> = fc.constantFrom<AttributeValue>(
  '金',
  '金牌',
  'a.b',
  '3',
  '2026-11-22',
  '2026-11-25',
  '2026-11-19',
  -1,
  0,
  3,
  3.5,
  true,
  ['金', '银'],
  ['a.b', '2026-11-22'],
  [],
)
const contactArb = fc.record({
  tags: fc.subarray(['a', 'b', 'c']),
  attributes: fc.dictionary(fc.constantFrom('level', 'score', 'day'), valueArb),
  phoneMasked: fc.constantFrom(null, '138****1234'),
  owner: fc.constantFrom(null, StaffId.parse('wang'), StaffId.parse('li')),
  firstSource: fc.constantFrom(
    null,
    { kind: 'oa-scan', detail: 'spring', at: now },
    { kind: 'oa-scan', detail: null, at: now },
    { kind: 'crm-import', detail: 'a.csv', at: now },
  ),
  friendships: fc.array(
    fc.record({
      staff: fc.constantFrom(StaffId.parse('wang'), StaffId.parse('li')),
      since: fc.constant(daysAgo(9)),
      until: fc.constantFrom(null, daysAgo(1)),
      state: fc.constant(null),
    }),
    { maxLength: 2 },
  ),
  followings: fc.array(
    fc.record({
      appId: fc.constantFrom('wx1', 'wx2'),
      openId: fc.constant('o'),
      following: fc.boolean(),
      followedAt: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 40 }).map(daysAgo)),
      unfollowedAt: fc.constant(null),
      windowUntil: fc.constant(null),
      windowLeft: fc.constant(0),
    }),
    { maxLength: 2 },
  ),
})
const activityArb = fc.uniqueArray(
  fc.record({
    event: fc.constantFrom('menu.clicked', 'page.viewed', 'link.clicked'),
    day: fc.integer({ min: 0, max: 11 }).map((days) => daysAgo(days).toISOString().slice(0, 10)),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 5, selector: ({ event, day }) => `${event} ${day}` },
)
const worldArb = fc.array(fc.tuple(contactArb, activityArb), { minLength: 60, maxLength: 60 })

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

for (const kind of allConditionKinds) {
  const [example] = fc.sample(settingsArb[kind.type as ConditionType], { numRuns: 1, seed: 7 })
  conditionContract(kind, files.find((file) => file === kind.type) ?? '', example)
}

it('registers every file of the folder', () => {
  for (const file of files) expect(conditionKindOf(file)).toBeDefined()
})

it('finds in the database exactly those whom it matches one by one', async () => {
  const [drawn] = fc.sample(worldArb, { numRuns: 1, seed: 20261122 })
  const people = (drawn ?? []).map(([fields, activity], i): { contact: Contact; activity: ActivityDay[] } => ({
    contact: aContact(`ct_c${i}`, now).with(fields).build(),
    activity,
  }))
  const { connection } = database
  await connection
    .collection<ReturnType<typeof storedPerson>>('contacts')
    .insertMany(people.map(({ contact }) => storedPerson(contact)))
  await connection
    .collection<{ _id: string; contact: ContactId } & ActivityDay>('activity_days')
    .insertMany(
      people.flatMap(({ contact, activity }) =>
        activity.map((one) => ({ _id: `${contact.id}|${one.event}|${one.day}`, contact: contact.id, ...one })),
      ),
    )
  const membership = createMembership({ segments: createSegmentsStore(connection), timeZone: 'Asia/Shanghai' })
  const answers = new Map<string, Set<boolean>>()
  await fc.assert(
    fc.asyncProperty(treeArb, async (tree) => {
      const found: string[] = []
      for await (const page of membership.list(tree, now)) found.push(...page)
      const matching = people.filter((one) =>
        matchesTree(tree, {
          contact: one.contact,
          history: { ...nothingHappened, activity: one.activity },
          now,
          timeZone: 'Asia/Shanghai',
        }),
      )
      expect(found.sort()).toEqual(matching.map(({ contact }) => contact.id).sort())
      expect(await membership.count(tree, now)).toBe(matching.length)
      if (tree.kind === 'condition') {
        const both = answers.get(tree.type) ?? new Set()
        if (matching.length > 0) both.add(true)
        if (matching.length < people.length) both.add(false)
        answers.set(tree.type, both)
      }
    }),
    { numRuns: 300, seed: 20261122 },
  )
  // The draw really asked every kind, with people on both sides.
  expect(
    [...answers]
      .filter(([, both]) => both.size === 2)
      .map(([type]) => type)
      .sort(),
  ).toEqual([...files].sort())
}, 120_000)
