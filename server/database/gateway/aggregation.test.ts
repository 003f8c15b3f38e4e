import type { Document } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { conformanceDatabase, failure } from './conformance-support.ts'

const database = conformanceDatabase()
const { collectionOf } = database

describe('aggregation', () => {
  const ROWS = [
    { _id: 1, team: 'a', n: 1, tags: ['x', 'y'] },
    { _id: 2, team: 'a', n: 3, tags: ['y'] },
    { _id: 3, team: 'b', n: 5, tags: [] },
  ]
  const PIPELINES: { name: string; pipeline: Document[]; gives: Document[] }[] = [
    {
      name: '$group',
      pipeline: [{ $group: { _id: '$team', sum: { $sum: '$n' }, last: { $max: '$n' } } }, { $sort: { _id: 1 } }],
      gives: [
        { _id: 'a', sum: 4, last: 3 },
        { _id: 'b', sum: 5, last: 5 },
      ],
    },
    {
      name: '$unwind',
      pipeline: [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }, { $sort: { _id: 1 } }],
      gives: [
        { _id: 'x', n: 1 },
        { _id: 'y', n: 2 },
      ],
    },
    {
      name: '$facet',
      pipeline: [
        { $facet: { all: [{ $count: 'n' }], b: [{ $match: { team: 'b' } }, { $project: { n: 1, _id: 0 } }] } },
      ],
      gives: [{ all: [{ n: 3 }], b: [{ n: 5 }] }],
    },
    {
      name: '$setWindowFields',
      pipeline: [
        {
          $setWindowFields: {
            partitionBy: '$team',
            sortBy: { n: 1 },
            output: { run: { $sum: '$n', window: { documents: ['unbounded', 'current'] } } },
          },
        },
        { $sort: { _id: 1 } },
        { $project: { run: 1 } },
      ],
      gives: [
        { _id: 1, run: 1 },
        { _id: 2, run: 4 },
        { _id: 3, run: 5 },
      ],
    },
    {
      name: '$bucket, in the order of its boundaries',
      pipeline: [{ $bucket: { groupBy: '$n', boundaries: [0, 2, 4, 10] } }],
      gives: [
        { _id: 0, count: 1 },
        { _id: 2, count: 1 },
        { _id: 4, count: 1 },
      ],
    },
  ]
  test.each(PIPELINES)('$name', async ({ pipeline, gives }) => {
    const c = await collectionOf(ROWS)
    expect(await c.aggregate(pipeline).toArray()).toEqual(gives)
  })

  test('$lookup joins another collection', async () => {
    const teams = await collectionOf([{ _id: 'a', label: 'A' }])
    const c = await collectionOf(ROWS)
    const stage = { $lookup: { from: teams.collectionName, localField: 'team', foreignField: '_id', as: 'found' } }
    const rows = await c.aggregate([{ $sort: { _id: 1 } }, stage]).toArray()
    expect(rows.map(({ found }) => found.length)).toEqual([1, 1, 0])
  })

  const AT = new Date('2024-05-15T20:30:00Z') // a Wednesday; in Shanghai it is Thursday already
  const TRUNCATED: { unit: string; timezone?: string; gives: string }[] = [
    { unit: 'day', gives: '2024-05-15T00:00:00Z' },
    { unit: 'day', timezone: 'Asia/Shanghai', gives: '2024-05-15T16:00:00Z' },
    { unit: 'week', gives: '2024-05-12T00:00:00Z' },
    { unit: 'month', timezone: 'Asia/Shanghai', gives: '2024-04-30T16:00:00Z' },
    { unit: 'quarter', gives: '2024-04-01T00:00:00Z' },
    { unit: 'year', gives: '2024-01-01T00:00:00Z' },
    { unit: 'hour', gives: '2024-05-15T20:00:00Z' },
  ]
  test.each(TRUNCATED)('$dateTrunc by $unit ($timezone)', async ({ gives, ...spec }) => {
    const c = await collectionOf([{ at: AT }])
    const [row] = await c.aggregate([{ $project: { cut: { $dateTrunc: { date: '$at', ...spec } } } }]).toArray()
    expect(row?.cut).toEqual(new Date(gives))
  })
})

describe('errors', () => {
  const WRONG: { name: string; code: number; work(): Promise<unknown> }[] = [
    {
      name: 'an unknown operator',
      code: 2,
      work: () =>
        database.db
          .collection('e')
          .find({ a: { $nope: 1 } })
          .toArray(),
    },
    {
      name: 'an unknown stage',
      code: 40324,
      work: () =>
        database.db
          .collection('e')
          .aggregate([{ $nope: 1 }])
          .toArray(),
    },
    {
      name: 'two operators on one path',
      code: 40,
      work: () => database.db.collection('e').updateOne({}, { $set: { a: 1 }, $inc: { a: 1 } }, { upsert: true }),
    },
    {
      name: 'a changed _id',
      code: 66,
      work: () => database.db.collection<any>('e').updateOne({ _id: 1 }, { $set: { _id: 2 } }),
    },
    { name: 'an unknown command', code: 59, work: () => database.db.command({ nope: 1 }) },
  ]
  test.each(WRONG)('$name is code $code', async ({ code, work }) => {
    await database.db.collection<any>('e').updateOne({ _id: 1 }, { $set: { a: 1 } }, { upsert: true })
    const error = await failure(work())
    expect(error.code).toBe(code)
  })

  test('a command that takes longer than maxTimeMS is code 50', async () => {
    const c = await collectionOf(Array.from({ length: 3000 }, (_, i) => ({ _id: i })))
    const cross = {
      $lookup: { from: c.collectionName, pipeline: [{ $match: { $expr: { $gt: ['$_id', 5] } } }], as: 'x' },
    }
    expect((await failure(c.aggregate([cross], { maxTimeMS: 20 }).toArray())).code).toBe(50)
  })
})
