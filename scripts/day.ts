/**
 * `npm run day -- --followers 10000 --seed 7 [--json]`: one seeded day of callbacks, forged and repeated ones among them,
 * posted at full speed to a running server; then what came in, what became of it, and whether that is what must have.
 * Ends with 1 and names each difference when the database or the simulator holds something else than expected.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createRandom } from '../server/sandbox/world/random.ts'
import { differences, type Pair } from './day/compare.ts'
import { type Expected, expectDay } from './day/expect.ts'
import { eventToSend, holdingsOf, minus, untilIdle } from './day/observe.ts'
import { prefixOf } from './day/people.ts'
import { type Plan, planDay } from './day/plan.ts'
import { postDay } from './day/post.ts'
import { type DayReport, reportOf, textOf } from './day/report.ts'
import { type Stage, withStage } from './day/stage.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: { followers: text, seed: text, json: { type: 'boolean', default: false }, 'expect-contacts': text },
})
const Arguments = z.object({
  followers: z.coerce.number().int().min(20).max(100_000).default(10_000),
  seed: z.coerce.number().int().min(0).default(7),
  json: z.boolean(),
  /** Only to show that a wrong expectation is noticed. */
  'expect-contacts': z.coerce.number().int().optional(),
})
const given = Arguments.safeParse(values)
if (!given.success) {
  const issue = given.error.issues[0]
  console.error(`day: --${issue?.path.join('.')}: ${issue?.message}`)
  process.exit(2)
}
const settings = given.data
const begun = performance.now()
const say = (words: string) =>
  console.error(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s] ${words}`)

const report = await withStage(say, play)
console.log(settings.json ? JSON.stringify(report) : textOf(report))
process.exit(report.differences.length === 0 ? 0 : 1)

async function play(stage: Stage): Promise<DayReport> {
  const { followers, seed } = settings
  const plan = planDay(followers, createRandom(seed))
  const forgedOfEach = Math.max(1, Math.round(followers / 1000))
  const expected: Expected = expectDay(plan, forgedOfEach)
  const overridden = settings['expect-contacts']
  await untilIdle(stage)
  await introduce(stage, plan)
  const before = await holdingsOf(stage)
  const since = new Date()
  say(`posting ${plan.sequence.length} callbacks of ${plan.stories.length} people, and forged ones`)
  const posted = await postDay(stage, plan, { forgedOfEach, random: createRandom(seed + 1) })
  say(`posted in ${posted.seconds.toFixed(1)} s; waiting for the line to come to rest`)
  const resting = performance.now()
  await untilIdle(stage)
  const untilIdleSeconds = (performance.now() - resting) / 1000
  const totals = named(minus(await holdingsOf(stage), before), posted.passiveReplies)
  const found = differences(
    overridden === undefined ? expected : { ...expected, contacts: { least: overridden, most: overridden } },
    totals,
    pairsOf(totals, posted.passiveReplies),
  )
  const wrong = posted.wrong.slice(0, 20).map((name) => ({ name, expected: 'another answer', found: 1 }))
  return reportOf({
    day: { followers, seed, database: stage.databaseKind },
    plan,
    posted,
    totals,
    times: await eventToSend(stage, since),
    skippedBecause: await reasons(stage, since),
    untilIdleSeconds,
    differences: [...found, ...wrong],
  })
}

/** The simulator must know whom the product will ask about. They came before the accounts were connected: no callback tells of them. */
async function introduce({ simulatorUrl, papers }: Stage, { counts }: Plan): Promise<void> {
  const make = async (body: Record<string, unknown>) => {
    const response = await fetch(`${simulatorUrl}/sandbox/api/people/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok)
      throw new Error(`people/bulk answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    await response.arrayBuffer()
  }
  await make({ count: counts.f, prefix: prefixOf('f'), following: true, talking: true })
  await make({ count: counts.b, prefix: prefixOf('b'), following: true, talking: true, friendsOf: papers.staff })
  await make({ count: counts.c, prefix: prefixOf('c'), friendsOf: papers.staff })
}

/** Receipts of templates are pushed by the simulator itself: they come in beside what we posted. */
function named(totals: Record<string, number>, passiveReplies: number): Record<string, number> {
  const receipts = totals['simulator ok: callback TEMPLATESENDJOBFINISH'] ?? 0
  return {
    ...totals,
    accepted: (totals['accepted'] ?? 0) - receipts,
    'worked off': (totals['inbox: done'] ?? 0) - receipts,
    'unknown kept': totals['inbox: unknown'] ?? 0,
    failed: totals['inbox: failed'] ?? 0,
    'passive replies': passiveReplies,
  }
}

/** The same things counted by the database and by the other side. */
function pairsOf(totals: Record<string, number>, passiveReplies: number): Pair[] {
  const of = (name: string) => totals[name] ?? 0
  const sent = (channel: string) => of(`outbox: ${channel} sent`)
  return [
    { name: 'failed rows in the inbox', one: 0, other: of('failed') },
    {
      name: 'welcomes: sent by us, and seen as passive replies or service messages',
      one: sent('oa-reply'),
      other: passiveReplies + of('simulator ok: call /cgi-bin/message/custom/send'),
    },
    {
      name: 'templates: sent by us, and in the followers’ chats',
      one: sent('oa-template'),
      other: of('simulator: oa:account:template'),
    },
    {
      name: 'templates: sent by us, and told of by receipts',
      one: sent('oa-template'),
      other: of('simulator ok: callback TEMPLATESENDJOBFINISH'),
    },
    {
      name: 'cards: sent by us, and taken by the simulator',
      one: sent('wecom-app'),
      other: of('simulator ok: call /cgi-bin/message/send'),
    },
    {
      name: 'sends of unknown fate',
      one: 0,
      other: Object.entries(totals).reduce(
        (sum, [name, count]) => sum + (/^outbox: \S+ (unknown|refused)$/.test(name) ? count : 0),
        0,
      ),
    },
  ]
}

async function reasons({ database }: Stage, since: Date): Promise<Record<string, number>> {
  const rows = await database
    .collection('outbox')
    .aggregate<{ _id: { fate: string; why: string; channel: string }; rows: number }>([
      { $match: { fate: { $ne: 'sent' }, createdAt: { $gte: since } } },
      { $group: { _id: { fate: '$fate', why: '$why', channel: '$channel' }, rows: { $sum: 1 } } },
    ])
    .toArray()
  return Object.fromEntries(rows.map(({ _id, rows: count }) => [`${_id.channel} ${_id.fate}: ${_id.why}`, count]))
}
