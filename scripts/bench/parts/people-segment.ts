import type mongoose from 'mongoose'
import type { Stores } from '../../../server/compose/stores.ts'
import { createMembership } from '../../../server/segments/membership.ts'
import { addDays, dayOf } from '../../../shared/local-time.ts'
import { ConditionTree } from '../../../shared/segment/tree.ts'

const ZONE = 'Asia/Shanghai'
const ROUNDS = 5
/** So many people the editor's estimate looks at (server/compose/segments.ts). */
const LOOKED_AT = 12_000
const CATEGORY = '鞋'
const LEVELS = ['金卡', 'VIP']

const condition = (type: string, settings: Record<string, unknown>) => ({ kind: 'condition', type, settings })
const did = (event: string, atLeast: number, days: number) => condition('did-event', { event, atLeast, days })
/** Two windows of behaviour, orders of a kind, and two branches of what is known about the person. */
const tree = ConditionTree.parse({
  kind: 'and',
  of: [
    did('page.viewed', 2, 30),
    did('menu.clicked', 1, 90),
    condition('object', {
      object: 'order',
      window: { when: 'last', days: 365 },
      filters: [{ field: 'category', operator: 'equals', value: CATEGORY }],
    }),
    {
      kind: 'or',
      of: [
        condition('level', { about: 'level', levels: LEVELS }),
        condition('city', { operator: 'equals', value: '杭州' }),
      ],
    },
    { kind: 'not', of: condition('has-tag', { tags: ['标签01'] }) },
  ],
})

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** An exact count through the product beside the same aggregation written by hand, turn by turn; and the editor's estimate. */
export async function measureSegment(connection: mongoose.Connection, stores: Stores, say: (text: string) => void) {
  const membership = createMembership({ segments: stores.segments, timeZone: ZONE })
  const looking = createMembership({ segments: stores.segments, timeZone: ZONE, sample: LOOKED_AT })
  const now = new Date()
  const ours: number[] = []
  const bare: number[] = []
  const estimates: number[] = []
  let [people, byHand, about] = [0, 0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    people = await timed(ours, () => membership.count(tree, now))
    byHand = await timed(bare, () => countByHand(connection, now))
    about = (await timed(estimates, () => looking.estimate(tree, now))).about
  }
  if (people !== byHand) throw new Error(`the product counts ${people}, by hand there are ${byHand}`)
  say(`${people} people in ${Math.round(median(ours))} ms, by hand ${Math.round(median(bare))} ms, estimate ${about}`)
  return {
    figures: {
      segmentPeople: people,
      segmentCountMs: Math.round(median(ours)),
      segmentByHandMs: Math.round(median(bare)),
      estimateMs: Math.round(Math.max(...estimates)),
      estimateOffPercent: Math.round((Math.abs(about - people) / Math.max(1, people)) * 100),
    },
    ratios: { segmentVsBareAggregation: Number((median(ours) / median(bare)).toFixed(2)) },
  }
}

async function timed<T>(into: number[], work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const result = await work()
  into.push(performance.now() - begun)
  return result
}

/** As somebody would write it who knows the collections: each history grouped once, united, and kept by person. */
async function countByHand(connection: mongoose.Connection, now: Date): Promise<number> {
  const since = (days: number) => addDays(dayOf(now, ZONE), 1 - days)
  const often = (event: string, days: number, atLeast: number, mark: string) => ({
    $unionWith: {
      coll: 'activity_days',
      pipeline: [
        { $match: { event, day: { $gte: since(days) } } },
        { $group: { _id: '$contact', value: { $sum: '$count' } } },
        { $match: { value: { $gte: atLeast } } },
        { $project: { _id: 1, [mark]: { $literal: 1 } } },
      ],
    },
  })
  const from = new Date(`${since(365)}T00:00:00+08:00`)
  const found = await connection
    .collection('contacts')
    .aggregate<{ people: number }>([
      {
        $match: {
          mergedInto: null,
          tags: { $ne: '标签01' },
          $or: [{ 'attributes.level': { $in: LEVELS } }, { 'attributes.city': '杭州' }],
        },
      },
      { $project: { _id: 1, known: { $literal: 1 } } },
      often('page.viewed', 30, 2, 'viewed'),
      often('menu.clicked', 90, 1, 'clicked'),
      {
        $unionWith: {
          coll: 'objects',
          pipeline: [
            { $match: { type: 'order', 'fields.category': CATEGORY, at: { $gte: from } } },
            { $group: { _id: '$contact', ordered: { $max: 1 } } },
          ],
        },
      },
      {
        $group: {
          _id: '$_id',
          known: { $max: '$known' },
          viewed: { $max: '$viewed' },
          clicked: { $max: '$clicked' },
          ordered: { $max: '$ordered' },
        },
      },
      { $match: { known: 1, viewed: 1, clicked: 1, ordered: 1 } },
      { $group: { _id: null, people: { $sum: 1 } } },
    ])
    .toArray()
  return found[0]?.people ?? 0
}
