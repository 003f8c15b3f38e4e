import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededDraw } from '../../shared/journey/draw.ts'
import { condition } from '../../test/builders/journey.ts'
import { aContact, storedPerson } from '../../test/builders/person.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { indexes as contactIndexes } from '../store/contacts.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createSegmentsStore } from '../store/segments.ts'
import { createMembership } from './membership.ts'

const now = new Date('2026-11-22T02:00:00Z')
const PEOPLE = 3000
/** As random as real ones, and the same in every run. */
const draw = seededDraw('ids')
const idOf = () => `ct_${[1, 2, 3].map(() => Math.floor(draw() * 2 ** 32).toString(36)).join('')}`

let database: Awaited<ReturnType<typeof freshDatabase>>
let membership: ReturnType<typeof createMembership>
beforeAll(async () => {
  database = await freshDatabase()
  await ensureIndexes(database.connection, contactIndexes)
  const people = Array.from({ length: PEOPLE }, (_, i) =>
    storedPerson(
      aContact(idOf(), now)
        .tagged(...(i % 3 === 0 ? ['a'] : []))
        .build(),
    ),
  )
  const [first, second] = people
  if (!first || !second) throw new Error('nobody')
  // The second was merged into the first, and what was counted for both is the first one's.
  people[1] = { ...second, mergedInto: first._id }
  people[0] = { ...first, mergedFrom: [second._id] }
  await database.connection.collection<(typeof people)[number]>('contacts').insertMany(people)
  await database.connection.collection<{ _id: string }>('activity_days').insertMany(
    people.slice(0, 900).map(({ _id }) => ({
      _id: `${_id}|menu.clicked|2026-11-22`,
      contact: _id,
      event: 'menu.clicked',
      day: '2026-11-22',
      count: 1,
    })),
  )
  membership = createMembership({
    segments: createSegmentsStore(database.connection),
    timeZone: 'Asia/Shanghai',
    sample: 400,
  })
}, 60_000)
afterAll(() => database.close())

const clicked = (times: number) =>
  condition('did-click-menu', { times: { how: 'at-least', times }, window: { when: 'last', days: 7 } })

it('counts for the survivor what happened to the record it absorbed', async () => {
  expect(await membership.count(clicked(2), now)).toBe(1)
  expect(await membership.count(clicked(1), now)).toBe(899)
  expect(await membership.count({ kind: 'not', of: clicked(1) }, now)).toBe(PEOPLE - 1 - 899)
})

it('gives whom a measure finds at once and in order, the survivor among them, and nobody where they are too many', async () => {
  const inOrder: string[] = []
  for await (const page of membership.inOrder(clicked(1), now)) inOrder.push(...page)
  expect(inOrder).toHaveLength(899)
  expect(await membership.measuredAtMost(clicked(1), now, 899)).toEqual(inOrder)
  expect(await membership.measuredAtMost(clicked(1), now, 898)).toBeNull()
})

it.each([
  ['a tag', condition('has-tag', { tags: ['a'] })],
  ['a behaviour', clicked(1)],
  ['a behaviour that is missing', { kind: 'not' as const, of: clicked(1) }],
])('estimates how many have %s from some of them, and says within what bounds', async (_, tree) => {
  const exact = await membership.count(tree, now)
  const { about, least, most, sampled } = await membership.estimate(tree, now)
  expect(sampled).toBeGreaterThan(250)
  expect(sampled).toBeLessThan(600)
  expect(least).toBeLessThanOrEqual(exact)
  expect(most).toBeGreaterThanOrEqual(exact)
  expect(about).toBeGreaterThan(0)
})

it('counts what a sample can not tell: nobody, and a share of the hash itself', async () => {
  expect(await membership.estimate({ kind: 'or', of: [] }, now)).toMatchObject({ about: 0, least: 0 })
  const bucket = condition('random-bucket', { to: 50 })
  const exact = await membership.count(bucket, now)
  expect(await membership.estimate(bucket, now)).toEqual({ about: exact, least: exact, most: exact, sampled: null })
  expect(exact / PEOPLE).toBeCloseTo(0.5, 1)
})
