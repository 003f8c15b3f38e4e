import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const WRITERS = 40
const all = (work: (i: number) => Promise<unknown>) =>
  Promise.allSettled(Array.from({ length: WRITERS }, (_, i) => work(i)))

const RACES: { name: string; winners: number; write(c: any, i: number): Promise<unknown> }[] = [
  { name: 'inserts of one key: one wins', winners: 1, write: (c) => c.insertOne({ k: 'i' }) },
  { name: 'inserts of one _id: one wins', winners: 1, write: (c, i) => c.insertOne({ _id: 'same', k: `s${i}` }) },
  {
    name: 'updates to one key: one wins',
    winners: 1,
    write: (c, i) => c.updateOne({ _id: i }, { $set: { k: 'one' } }),
  },
  {
    name: 'upserts of one key: all succeed',
    winners: WRITERS,
    write: (c) => c.updateOne({ k: 'x' }, { $inc: { n: 1 } }, { upsert: true }),
  },
  {
    name: 'findOneAndUpdate upserts: all succeed',
    winners: WRITERS,
    write: (c) => c.findOneAndUpdate({ k: 'x' }, { $inc: { n: 1 } }, { upsert: true }),
  },
  {
    name: 'increments of one document: all succeed',
    winners: WRITERS,
    write: (c) => c.updateOne({ _id: 0 }, { $inc: { n: 1 } }),
  },
]

test.each(RACES)('racing $name', async ({ name, winners, write }) => {
  const c = database.connection.db!.collection<any>(name.replaceAll(/\W/g, '_'))
  await c.createIndex({ k: 1 }, { unique: true })
  await c.insertMany(Array.from({ length: WRITERS }, (_, i) => ({ _id: i, k: i })))
  const results = await all((i) => write(c, i))
  const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
  expect(results.length - codes.length).toBe(winners)
  expect(new Set(codes)).toEqual(new Set(winners === 1 ? [11000] : []))
  const counted = await c.findOne({ n: { $exists: true } })
  if (winners > 1) expect(counted.n).toBe(WRITERS)
})

test('bulk upserts of the same keys in opposite order lose and double nothing', async () => {
  const c = database.connection.db!.collection<any>('bulk')
  await c.createIndex({ k: 1 }, { unique: true })
  const upsert = (k: string) => ({ updateOne: { filter: { k }, update: { $inc: { n: 1 } }, upsert: true } })
  const keys = Array.from({ length: 50 }, (_, j) => `b${j}`)
  const writer = (i: number) => c.bulkWrite((i % 2 ? keys : keys.toReversed()).map(upsert), { ordered: false })
  await Promise.all(Array.from({ length: 8 }, (_, i) => writer(i)))
  const [sum] = await c.aggregate([{ $group: { _id: null, n: { $sum: '$n' }, keys: { $sum: 1 } } }]).toArray()
  expect(sum).toMatchObject({ n: 400, keys: 50 })
})
