import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { crm, incoming, oa, phone, unionid } from '../../test/support/people.ts'
import { leaf, type SegmentLine, segmentsOf } from '../../test/support/segments.ts'

const start = new Date('2026-11-22T02:00:00Z')
let at = start
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: SegmentLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await segmentsOf(database.connection, { now: () => at })
})
afterAll(() => database.close())

const viewed = (times: Record<string, unknown>, filter: Record<string, unknown>, days = 3) =>
  leaf('did-view-page', { times, window: { when: 'last', days }, filters: [{ field: 'page', ...filter }] })
const trees: ConditionTree[] = [
  leaf('has-phone'),
  { kind: 'not', of: leaf('has-phone') },
  leaf('follows-oa'),
  { kind: 'and', of: [] },
  { kind: 'or', of: [leaf('follows-oa'), leaf('attribute', { name: 'level', operator: 'equals', value: 'gold' })] },
  { kind: 'and', of: [{ kind: 'not', of: leaf('has-tag', { tags: ['老客'] }) }, leaf('has-phone')] },
  leaf('did-event', { event: 'mini.opened', atLeast: 2, days: 3 }),
  leaf('followed-within', { days: 2 }),
  viewed({ how: 'at-least', times: 1 }, { operator: 'equals', value: 'home' }),
  viewed({ how: 'never' }, { operator: 'not-equals', value: 'home' }),
  {
    kind: 'and',
    of: [viewed({ how: 'exactly', times: 1 }, { operator: 'starts-with', value: 's' }), leaf('has-phone')],
  },
  viewed({ how: 'last' }, { operator: 'contains', value: 'o' }, 1),
  leaf('did-event', { event: 'page.viewed', atLeast: 2, days: 30 }),
]
const who = fc.integer({ min: 0, max: 1 })
const hours = fc.integer({ min: 0, max: 100 })
const happening = fc.oneof(
  fc.record({ kind: fc.constant('follow' as const), who, hours }),
  fc.record({ kind: fc.constant('unfollow' as const), who, hours }),
  fc.record({ kind: fc.constant('open' as const), who, hours }),
  fc.record({ kind: fc.constant('view' as const), who, hours, page: fc.constantFrom('home', 'shop', 'sale') }),
  fc.record({ kind: fc.constant('phone' as const), who, hours }),
  fc.record({
    kind: fc.constant('import' as const),
    who,
    hours,
    tag: fc.boolean(),
    level: fc.constantFrom('gold', 'iron'),
  }),
  fc.record({ kind: fc.constant('join' as const), who, other: who, hours }),
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

function told(one: Happening, run: number, number: number) {
  const day = new Date(start.getTime() - one.hours * 3_600_000)
  const id = `run${run}:${number}`
  const person = oa(`r${run}-${one.who}`)
  switch (one.kind) {
    case 'follow':
      return incoming('contact.followed', [person], {
        id,
        at: day,
        facts: { following: { appId: 'wx1', openId: person.key } },
      })
    case 'unfollow':
      return incoming('contact.unfollowed', [person], { id, at: day })
    case 'open':
      return incoming('mini.opened', [person], { id, at: day })
    case 'view':
      return incoming('page.viewed', [person], { id, at: day, event: { page: one.page, seconds: 5 } })
    case 'phone': {
      const given = phone(`138${String(run).padStart(4, '0')}000${one.who}`, 'tap')
      return incoming('phone.bound', [person, given.claim], { id, at: day, facts: given.facts })
    }
    case 'import':
      return incoming('crm.imported', [crm(`c${run}-${one.who}`)], {
        id,
        at: day,
        facts: { attributes: { level: one.level }, ...(one.tag ? { tags: ['老客'] } : {}) },
      })
    case 'join':
      return incoming('contact.followed', [person, crm(`c${run}-${one.other}`), unionid(`u${run}-${one.who}`)], {
        id,
        at: day,
      })
  }
}

it('whatever happens in whatever order and batches, who was moved live is who a computation finds', async () => {
  let run = 0
  let merges = 0
  let transitions = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(happening, { minLength: 2, maxLength: 5 }), { minLength: 2, maxLength: 5 }),
      async (batches) => {
        run += 1
        for (const name of [
          'contacts',
          'events',
          'activity_days',
          'merges',
          'inbox',
          'segments',
          'segment_members',
          'segment_days',
        ])
          await database.connection.collection(name).deleteMany({})
        at = start
        const segments = await Promise.all(trees.map((tree) => line.dynamic(tree)))
        let number = 0
        const nextNumber = () => {
          number += 1
          return number
        }
        for (const batch of batches) {
          const linked = await line.tell(batch.map((one) => told(one, run, nextNumber())))
          merges += linked.reduce((sum, { merged }) => sum + merged.length, 0)
          at = new Date(at.getTime() + 60_000)
        }
        const live = await Promise.all(segments.map((id) => line.inside(id)))
        const before = (await line.told()).length
        transitions += before
        await line.compute()
        expect(await Promise.all(segments.map((id) => line.inside(id)))).toEqual(live)
        const rows = await line.told()
        expect(rows.length).toBe(before)
        expect(new Set(rows.map(({ event }) => event.id)).size).toBe(rows.length)
        const counted = await Promise.all(segments.map(async (id) => (await line.definitions.get(id))?.people))
        expect(counted).toEqual(live.map((ids) => ids.length))
      },
    ),
    { numRuns: 12, seed: 20_261_130 },
  )
  // The generator really joined people and moved them.
  expect(merges).toBeGreaterThan(0)
  expect(transitions).toBeGreaterThan(50)
}, 240_000)
