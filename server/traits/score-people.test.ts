import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { sceneOf } from '../../shared/relations/inviter.ts'
import { usualFormula } from '../../shared/score/formula.ts'
import { scoreKindOf } from '../../shared/score/registry.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, mini, oa } from '../../test/support/people.ts'
import { scoresOf } from '../../test/support/traits.ts'

const DAY = 86_400_000
const NOW = new Date('2026-11-22T02:00:00Z')
const WHO = ['p1', 'p2', 'p3']

type Happening = { who: string; what: string; ago: number; id: number; more: number }
const happeningArb: fc.Arbitrary<Happening> = fc.record({
  who: fc.constantFrom(...WHO),
  what: fc.constantFrom(
    'mini.opened',
    'contact.followed',
    'order.paid',
    'order.refunded',
    'form.submitted',
    'page.shared',
    'both',
    'both',
  ),
  ago: fc.integer({ min: 0, max: 200 }),
  id: fc.nat(1_000_000),
  more: fc.integer({ min: 1, max: 500 }),
})
const uniqueArb = fc.uniqueArray(happeningArb, { selector: ({ id }) => id, minLength: 8, maxLength: 25 })

function eventOf({ who, what, ago, id, more }: Happening, inviter: ContactId | null): Incoming {
  const at = new Date(NOW.getTime() - ago * DAY)
  const given = { id: `e${id}`, at }
  switch (what) {
    case 'order.paid':
    case 'order.refunded':
    case 'page.shared': {
      const event = { type: what, properties: { order: `O${more % 7}`, amount: more } }
      return incoming('custom.happened', [mini(who)], { ...given, event })
    }
    case 'contact.followed':
      return incoming(what, [oa(who)], { ...given, event: { scene: inviter === null ? null : sceneOf(inviter) } })
    // One event that names both of a person's accounts: two records that had scores of their own become one.
    case 'both':
      return incoming('mini.opened', [mini(who), oa(who)], given)
    default:
      return incoming(what as 'mini.opened', [mini(who)], given)
  }
}

describe('scores that follow events', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.close())

  const fresh = async () => {
    await Promise.all(
      [
        'contacts',
        'events',
        'activity_days',
        'score_history',
        'computations',
        'invitations',
        'inbox',
        'score_formulas',
        'merges',
        'objects',
      ].map((name) => database.connection.collection(name).deleteMany({})),
    )
    const clock = { at: NOW, now: () => clock.at }
    return { clock, line: await scoresOf(database.connection, clock) }
  }

  it('are what the night would make of them, whatever the order and the batches', async () => {
    let moved = 0
    let merged = 0
    await fc.assert(
      fc.asyncProperty(uniqueArb, fc.integer({ min: 1, max: 6 }), fc.nat(), async (happenings, size, seed) => {
        const { line } = await fresh()
        const inviter = await line.known('inviter')
        const order =
          fc.sample(fc.shuffledSubarray(happenings, { minLength: happenings.length }), { numRuns: 1, seed })[0] ?? []
        for (let start = 0; start < order.length; start += size) {
          await line.tell(order.slice(start, start + size).map((one) => eventOf(one, inviter)))
        }
        const live = await line.scores()
        merged += await database.connection.collection('contacts').countDocuments({ mergedInto: { $ne: null } })
        await line.byNight()
        expect(await line.scores()).toEqual(live)
        moved += Object.values(live).filter(({ activity, spread }) => (activity ?? 0) + (spread ?? 0) > 0).length
      }),
      { numRuns: 25, seed: 20261122 },
    )
    expect(moved).toBeGreaterThan(20)
    expect(merged).toBeGreaterThan(3)
  }, 240_000)

  it('count nothing of what was only read along for others', async () => {
    const { line } = await fresh()
    const contact = await line.known('a')
    const row = (type: string) => ({ type, externalId: 'X1', fields: { amount: 9000 }, at: NOW, updatedAt: NOW })
    await database.connection
      .collection<{ _id: string } & Record<string, unknown>>('objects')
      .insertOne({ _id: 'contract|X1', contact, ...row('contract') })
    await line.tell([
      incoming('custom.happened', [mini('a')], {
        event: { type: 'order.paid', properties: { order: 'O1', amount: 5 } },
      }),
    ])
    const live = await line.scores()
    await line.byNight()
    expect(live).toEqual(await line.scores())
  })

  it('are the same for the same facts in any order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(uniqueArb, async (happenings) => {
        const results: unknown[] = []
        for (const order of [happenings, [...happenings].reverse()]) {
          const { line } = await fresh()
          const inviter = await line.known('inviter')
          for (const one of order) await line.tell([eventOf(one, inviter)])
          results.push(
            Object.values(await line.scores())
              .map((scores) => JSON.stringify(scores))
              .sort(),
          )
        }
        expect(results[1]).toEqual(results[0])
      }),
      { numRuns: 8, seed: 7 },
    )
  }, 240_000)

  it('fade by night, and by other weights at once for everybody; history keeps both days', async () => {
    const { clock, line } = await fresh()
    await line.tell([
      incoming('mini.opened', [mini('a')], { id: 'x1', at: NOW }),
      incoming('form.submitted', [mini('a')], { id: 'x2', at: NOW }),
    ])
    const id = await line.known('a', mini('a'))
    expect((await line.scores())[id]).toMatchObject({ activity: 11, spread: 0 })
    clock.at = new Date(NOW.getTime() + 14 * DAY)
    await line.byNight()
    expect((await line.scores())[id]).toMatchObject({ activity: 6 })
    const kind = scoreKindOf('activity')
    const formula = kind === undefined ? null : usualFormula(kind)
    const terms = { ...formula?.terms, submitted: { weight: 100, halfLife: null, most: 90 } }
    expect(
      await line.formulas.save('activity', { terms, levels: { high: 70, middle: 40 }, by: '陈', at: NOW }, 0),
    ).toBe(true)
    await line.computations.askAfresh('scores', new Date(0))
    await line.work()
    expect((await line.scores())[id]).toMatchObject({ activity: 92 })
    expect((await line.history.of(id)).map(({ day, values }) => [day, values.activity])).toEqual([
      ['2026-11-22', 11],
      ['2026-12-06', 92],
    ])
    expect(await line.told()).toEqual([])
  })

  it('an event that lifts somebody to another level is told once; smaller steps are not', async () => {
    const { line } = await fresh()
    const open = (n: number) => incoming('form.submitted', [mini('a')], { id: `f${n}`, at: NOW })
    await line.tell([open(1)])
    await line.tell([open(2)])
    await line.tell([open(3)])
    await line.byNight()
    const intent = (await line.told())
      .map(({ event }) => event)
      .filter((event) => 'score' in event && event.score === 'intent')
    expect(intent).toMatchObject([{ name: 'score.changed', from: 25, to: 40, level: 'middle' }])
  })

  it('a computation that was cut off goes on where it was, with another worker', async () => {
    const { clock, line } = await fresh()
    await line.tell(WHO.map((who, n) => incoming('mini.opened', [mini(who)], { id: `m${n}`, at: NOW })))
    await database.connection.collection('contacts').updateMany({}, { $set: { scores: {} } })
    await line.computations.ask('scores')
    const stopping = new AbortController()
    await line
      .workerNamed('w1', { pieceSize: 1, whenRoom: async () => stopping.abort() })
      .workOnEverybody(stopping.signal)
    const half = await line.computations.get('scores')
    expect(half).toMatchObject({ wanted: true, running: { done: 1, total: 3 } })
    // Killed with its lease: nobody else may begin before it runs out.
    await database.connection
      .collection('computations')
      .updateOne({}, { $set: { owner: 'w1', until: new Date(NOW.getTime() + 60_000) } })
    await line.work()
    expect((await line.computations.get('scores'))?.running?.done).toBe(1)
    clock.at = new Date(NOW.getTime() + 61_000)
    const seen: number[] = []
    await line
      .workerNamed('w2', { pieceSize: 2, onPiece: (count) => seen.push(count) })
      .workOnEverybody(new AbortController().signal)
    expect(seen).toEqual([2])
    expect(await line.computations.get('scores')).toMatchObject({ wanted: false, computedAt: NOW })
    expect(Object.values(await line.scores()).map(({ activity }) => activity)).toEqual([3, 3, 3])
  })
})
