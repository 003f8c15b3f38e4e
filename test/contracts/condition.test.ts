import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMembership } from '../../server/segments/membership.ts'
import { createSegmentsStore } from '../../server/store/segments.ts'
import { lookupsOf, matchesTree, treeText } from '../../shared/segment/evaluate.ts'
import { allConditionKinds, conditionKindOf } from '../../shared/segment/registry.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { condition } from '../builders/journey.ts'
import { type ConditionType, settingsArb, treeArb } from '../segments/settings.ts'
import { layDown, worldArb } from '../segments/world.ts'
import { freshDatabase } from '../support/database.ts'
import { conditionContract } from './condition.ts'

const SEED = 20261122
const files = readdirSync(new URL('../../shared/segment/conditions/', import.meta.url))
  .filter((file) => !/\.(gen|test)\.ts$/.test(file))
  .map((file) => file.replace('.ts', ''))

for (const kind of allConditionKinds) {
  const examples = fc.sample(settingsArb[kind.type as ConditionType], { numRuns: 20, seed: 7 })
  conditionContract(kind, files.find((file) => file === kind.type) ?? '', examples)
}

it('registers every file of the folder', () => {
  for (const file of files) expect(conditionKindOf(file)).toBeDefined()
})

/** Which answers each kind gave, and how many questions were asked in all. */
const answers = new Map<string, Set<boolean>>()
let asked = 0

async function company(now: Date, timeZone: string) {
  const database = await freshDatabase()
  const { connection } = database
  const [drawn] = fc.sample(worldArb(now, 90), { numRuns: 1, seed: SEED })
  const { people, histories } = await layDown(connection, drawn ?? [], { now, timeZone })
  // Those who have rows that are few are looked at alone, or all are asked about in one go.
  const ways = [2000, 0].map((few) => createMembership({ segments: createSegmentsStore(connection), timeZone, few }))
  const directory = await histories.directory()
  const ids = people.map(({ id }) => id)

  /** The database finds exactly those whom the rule fits one by one, each once, and counts as many. */
  async function agrees(tree: ConditionTree): Promise<void> {
    const moment = { now, timeZone, directory }
    const historyOf = await histories.of(ids, lookupsOf(tree, moment))
    const matching = people.filter((contact) =>
      matchesTree(tree, { ...moment, contact, history: historyOf(contact.id) }),
    )
    for (const membership of ways) {
      const found: string[] = []
      for await (const page of membership.list(tree, now)) found.push(...page)
      expect(found.sort(), treeText(tree)).toEqual(matching.map(({ id }) => id).sort())
      expect(await membership.count(tree, now), treeText(tree)).toBe(matching.length)
    }
    asked += people.length
    if (tree.kind !== 'condition') return
    const both = answers.get(tree.type) ?? new Set()
    if (matching.length > 0) both.add(true)
    if (matching.length < people.length) both.add(false)
    answers.set(tree.type, both)
  }
  return { agrees, close: database.close }
}

describe('in Shanghai', () => {
  let shanghai: Awaited<ReturnType<typeof company>>
  beforeAll(async () => {
    shanghai = await company(new Date('2026-11-22T02:00:00Z'), 'Asia/Shanghai')
  }, 60_000)
  afterAll(() => shanghai.close())

  it.each(files)(
    '%s finds in the database exactly those whom it matches one by one',
    async (type) => {
      const own = settingsArb[type as ConditionType].map((settings) => condition(type, settings))
      await fc.assert(fc.asyncProperty(own, shanghai.agrees), { numRuns: 6, seed: SEED })
    },
    60_000,
  )

  it('adds up numbers only, whatever else stands in the field of some objects or events', async () => {
    const least = (type: string, settings: object) =>
      condition(type, { ...settings, times: { how: 'sum-at-least', of: 'amount', amount: 0 } })
    await shanghai.agrees(least('object', { object: 'order' }))
    await shanghai.agrees(least('did-refund', {}))
  })

  it('answers trees of conditions the same in the database and one by one', async () => {
    await fc.assert(fc.asyncProperty(treeArb, shanghai.agrees), { numRuns: 120, seed: SEED })
  }, 240_000)

  it('has asked every condition, with people on both sides', () => {
    console.log(`${asked} answers compared`)
    const both = [...answers].filter(([, given]) => given.size === 2).map(([type]) => type)
    expect(both.sort()).toEqual([...files].sort())
  })
})

describe('in New York, on the day after the clocks went back', () => {
  let newYork: Awaited<ReturnType<typeof company>>
  beforeAll(async () => {
    newYork = await company(new Date('2026-11-02T04:30:00Z'), 'America/New_York')
  }, 60_000)
  afterAll(() => newYork.close())

  it('answers trees of conditions the same in the database and one by one', async () => {
    await fc.assert(fc.asyncProperty(treeArb, newYork.agrees), { numRuns: 60, seed: SEED })
  }, 180_000)
})
