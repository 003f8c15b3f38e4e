import { Binary, Decimal128, type Document, Long, type MongoClient, MongoServerError, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'

type Database = Awaited<ReturnType<typeof freshDatabase>>
type Db = NonNullable<Database['connection']['db']>

let database: Database
let db: Db
let client: MongoClient
let made = 0

beforeAll(async () => {
  database = await freshDatabase()
  db = database.connection.db!
  client = database.connection.getClient() as unknown as MongoClient
})
afterAll(() => database.close())

async function collectionOf(documents: Document[] = []) {
  const collection = db.collection<any>(`c${++made}`)
  if (documents.length > 0) await collection.insertMany(documents)
  return collection
}

async function failure(work: Promise<unknown>): Promise<MongoServerError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof Error && 'code' in error) return error as MongoServerError
  throw error
}

describe('documents', () => {
  test('every BSON type comes back as it went in', async () => {
    const c = await collectionOf()
    const sent = {
      _id: new ObjectId(),
      int: 1,
      double: 1.5,
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      text: 'é😀微路',
      bytes: new Binary(Buffer.from([1, 2, 3])),
      date: new Date(5),
      nothing: null,
      array: [1, [2, { x: 1 }]],
      nested: { p: { q: true } },
      pattern: /a.b/i,
      empty: {},
    }
    await c.insertOne(sent)
    const got = await c.findOne({}, { promoteLongs: false })
    expect(Object.keys(got)).toEqual(Object.keys(sent))
    expect(String(got.long)).toBe('9007199254740993')
    expect(String(got.decimal)).toBe('1.10')
    expect(got).toMatchObject({ text: sent.text, date: sent.date, array: sent.array, nested: sent.nested })
  })

  const QUERIES: { name: string; filter: Document; finds: number[] }[] = [
    { name: 'a pattern', filter: { s: /^hel/i }, finds: [1, 2] },
    { name: '$elemMatch', filter: { a: { $elemMatch: { x: 1, y: 4 } } }, finds: [2] },
    { name: 'two dotted fields', filter: { 'a.x': 1, 'a.y': 4 }, finds: [1, 2] },
    { name: '$type', filter: { n: { $type: 'string' } }, finds: [3] },
    { name: '$expr', filter: { $expr: { $gt: ['$n', '$m'] }, n: { $type: 'number' } }, finds: [2] },
    { name: '$exists', filter: { s: { $exists: false } }, finds: [4] },
    { name: 'null, which is also missing', filter: { s: null }, finds: [3, 4] },
    { name: '$all', filter: { a: { $all: [1, 3] } }, finds: [3] },
    { name: '$size', filter: { a: { $size: 3 } }, finds: [3] },
    { name: '$or and a position', filter: { $or: [{ _id: 1 }, { 'a.0': 1 }] }, finds: [1, 3] },
    { name: '$nor', filter: { $nor: [{ _id: { $in: [1, 2] } }] }, finds: [3, 4] },
  ]
  test('find understands every operator of the table', async () => {
    const c = await collectionOf([
      {
        _id: 1,
        s: 'Hello',
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
        n: 5,
        m: 6,
      },
      { _id: 2, s: 'help', a: [{ x: 1, y: 4 }], n: 7, m: 6 },
      { _id: 3, s: null, a: [1, 2, 3], n: 'str' },
      { _id: 4 },
    ])
    for (const { name, filter, finds } of QUERIES) {
      const found = await c.find(filter).sort({ _id: 1 }).toArray()
      expect(
        found.map(({ _id }) => _id),
        name,
      ).toEqual(finds)
    }
  })

  const UPDATES: { name: string; update: Document | Document[]; gives: Document }[] = [
    { name: '$set of a path', update: { $set: { 'o.y': 2 } }, gives: { n: 1, a: [1, 2, 3], o: { x: 1, y: 2 } } },
    { name: '$inc', update: { $inc: { n: 2 } }, gives: { n: 3, a: [1, 2, 3], o: { x: 1 } } },
    { name: '$unset', update: { $unset: { o: 1 } }, gives: { n: 1, a: [1, 2, 3] } },
    {
      name: '$push with $each, $slice and $sort',
      update: { $push: { a: { $each: [5, 4], $sort: -1, $slice: 3 } } },
      gives: { n: 1, a: [5, 4, 3], o: { x: 1 } },
    },
    {
      name: '$addToSet',
      update: { $addToSet: { a: { $each: [3, 4] } } },
      gives: { n: 1, a: [1, 2, 3, 4], o: { x: 1 } },
    },
    { name: '$pull', update: { $pull: { a: { $gte: 2 } } }, gives: { n: 1, a: [1], o: { x: 1 } } },
    {
      name: '$min and $max',
      update: { $min: { n: 0 }, $max: { 'o.x': 9 } },
      gives: { n: 0, a: [1, 2, 3], o: { x: 9 } },
    },
    {
      name: 'a pipeline',
      update: [{ $set: { n: { $add: ['$n', '$o.x'] } } }],
      gives: { n: 2, a: [1, 2, 3], o: { x: 1 } },
    },
  ]
  test('updateOne does every operator of the table', async () => {
    const c = await collectionOf()
    for (const [index, { name, update, gives }] of UPDATES.entries()) {
      await c.insertOne({ _id: index, n: 1, a: [1, 2, 3], o: { x: 1 } })
      await c.updateOne({ _id: index }, update)
      expect(await c.findOne({ _id: index }), name).toEqual({ _id: index, ...gives })
    }
  })

  test('arrayFilters change the elements they match', async () => {
    const c = await collectionOf([
      {
        _id: 1,
        steps: [
          { k: 'a', n: 1 },
          { k: 'b', n: 1 },
        ],
      },
    ])
    await c.updateOne({ _id: 1 }, { $set: { 'steps.$[s].n': 5 } }, { arrayFilters: [{ 's.k': 'b' }] })
    expect(await c.findOne({})).toEqual({
      _id: 1,
      steps: [
        { k: 'a', n: 1 },
        { k: 'b', n: 5 },
      ],
    })
  })

  test('count, distinct, replace and delete agree', async () => {
    const c = await collectionOf(Array.from({ length: 100 }, (_, i) => ({ _id: i, g: i % 7 })))
    await c.replaceOne({ _id: 3 }, { g: 99 })
    expect((await c.deleteMany({ _id: { $gte: 90 } })).deletedCount).toBe(10)
    expect(await c.countDocuments()).toBe(90)
    expect((await c.distinct('g')).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 99])
  })

  test('findOneAndUpdate returns the new document and upserts', async () => {
    const c = await collectionOf()
    const options = { upsert: true, returnDocument: 'after' } as const
    const made = await c.findOneAndUpdate({ k: 'a' }, { $inc: { n: 1 }, $setOnInsert: { first: true } }, options)
    expect(made).toMatchObject({ k: 'a', n: 1, first: true })
    expect(await c.findOneAndUpdate({ k: 'a' }, { $inc: { n: 1 } }, options)).toMatchObject({ n: 2 })
  })
})

describe('unique indexes', () => {
  const CLASHES: { name: string; key: Document; value: Document; clash(c: any): Promise<unknown> }[] = [
    { name: 'insertOne', key: { k: 1 }, value: { k: 1 }, clash: (c) => c.insertOne({ k: 1 }) },
    { name: 'updateOne', key: { k: 1 }, value: { k: 1 }, clash: (c) => c.updateOne({ _id: 2 }, { $set: { k: 1 } }) },
    {
      name: 'findOneAndUpdate',
      key: { k: 1 },
      value: { k: 1 },
      clash: (c) => c.findOneAndUpdate({ _id: 2 }, { $set: { k: 1 } }),
    },
    { name: 'replaceOne', key: { k: 1 }, value: { k: 1 }, clash: (c) => c.replaceOne({ _id: 2 }, { k: 1 }) },
    { name: 'the _id', key: { _id: 1 }, value: { _id: 1 }, clash: (c) => c.insertOne({ _id: 1, k: 9 }) },
  ]
  test.each(CLASHES)('a duplicate by $name is 11000 with keyPattern and keyValue', async ({ key, value, clash }) => {
    const c = await collectionOf([
      { _id: 1, k: 1 },
      { _id: 2, k: 2 },
    ])
    await c.createIndex({ k: 1 }, { unique: true })
    expect(await failure(clash(c))).toMatchObject({ code: 11000, keyPattern: key, keyValue: value })
  })

  test('an unordered bulkWrite reports the duplicates and does the rest', async () => {
    const c = await collectionOf([{ k: 1 }])
    await c.createIndex({ k: 1 }, { unique: true })
    const inserts = [1, 3, 3, 4].map((k) => ({ insertOne: { document: { k } } }))
    const error: any = await failure(c.bulkWrite(inserts, { ordered: false }))
    expect(error.code).toBe(11000)
    expect(error.result.insertedCount).toBe(2)
    expect(error.writeErrors.map((one: { index: number }) => one.index)).toEqual([0, 2])
  })

  test('a compound key clashes only as a whole', async () => {
    const c = await collectionOf()
    await c.createIndex({ app: 1, key: 1 }, { unique: true })
    await c.insertMany([
      { app: 1, key: 1 },
      { app: 1, key: 2 },
      { app: 2, key: 1 },
    ])
    expect((await failure(c.insertOne({ app: 1, key: 2 }))).keyValue).toEqual({ app: 1, key: 2 })
  })

  test('a partial index clashes only within its filter', async () => {
    const c = await collectionOf()
    await c.createIndex({ k: 1 }, { unique: true, partialFilterExpression: { active: true } })
    await c.insertMany([
      { k: 1, active: false },
      { k: 1, active: false },
      { k: 1, active: true },
    ])
    expect((await failure(c.insertOne({ k: 1, active: true }))).code).toBe(11000)
  })

  test('a unique index over duplicates cannot be made', async () => {
    const c = await collectionOf([{ k: 1 }, { k: 1 }])
    expect((await failure(c.createIndex({ k: 1 }, { unique: true }))).code).toBe(11000)
  })
})

describe('other indexes', () => {
  test('a TTL index is accepted and listed', async () => {
    const c = await collectionOf()
    await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    expect(await c.indexes()).toContainEqual(expect.objectContaining({ key: { at: 1 }, expireAfterSeconds: 60 }))
  })

  test('a sort comes out of an index of a fresh collection', async () => {
    const c = await collectionOf(Array.from({ length: 2000 }, (_, i) => ({ team: i % 20, at: i })))
    await c.createIndex({ team: 1, at: 1 })
    const plan = await c.find({ team: 3 }).sort({ at: 1 }).limit(10).explain('executionStats')
    const shown = JSON.stringify(plan.queryPlanner)
    expect(shown).toContain('IXSCAN')
    expect(shown).not.toContain('SORT')
  })
})

describe('cursors', () => {
  test('every document of many batches comes once, in order', async () => {
    const c = await collectionOf(Array.from({ length: 2500 }, (_, i) => ({ _id: i, r: (i * 7919) % 1000 })))
    const seen: [number, number][] = []
    for await (const { r, _id } of c.find({}, { batchSize: 200 }).sort({ r: 1, _id: 1 })) seen.push([r, _id])
    expect(seen).toHaveLength(2500)
    expect(seen).toEqual([...seen].sort(([r1, i1], [r2, i2]) => r1 - r2 || i1 - i2))
  })

  test('a closed cursor is gone and an unknown one is code 43', async () => {
    const c = await collectionOf(Array.from({ length: 50 }, (_, i) => ({ _id: i })))
    const cursor = c.find({}, { batchSize: 10 })
    await cursor.next()
    const { id } = cursor
    await cursor.close()
    expect((await failure(db.command({ getMore: id, collection: c.collectionName }))).code).toBe(43)
  })
})

describe('transactions', () => {
  const inTransaction = async (work: (session: any) => Promise<unknown>, end: 'commit' | 'abort') => {
    const session = client.startSession()
    try {
      session.startTransaction()
      await work(session)
      await (end === 'commit' ? session.commitTransaction() : session.abortTransaction())
    } finally {
      await session.endSession()
    }
  }

  test('what was written is seen by others only after the commit', async () => {
    const c = await collectionOf([{ _id: 0 }])
    let seenBefore = -1
    const work = async (session: any) => {
      await c.insertOne({ _id: 1 }, { session })
      seenBefore = await c.countDocuments()
    }
    await inTransaction(work, 'commit')
    expect([seenBefore, await c.countDocuments()]).toEqual([1, 2])
  })

  test('an aborted one leaves nothing', async () => {
    const c = await collectionOf([{ _id: 0, n: 1 }])
    await inTransaction((session) => c.updateOne({ _id: 0 }, { $set: { n: 2 } }, { session }), 'abort')
    expect(await c.findOne({})).toEqual({ _id: 0, n: 1 })
  })

  test('two writers of one document: the second is told to try again', async () => {
    const c = await collectionOf([{ _id: 0, n: 1 }])
    const [a, b] = [client.startSession(), client.startSession()]
    a.startTransaction()
    b.startTransaction()
    await c.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: a as any })
    const error = await failure(c.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: b as any }))
    expect([error.code, error.hasErrorLabel('TransientTransactionError')]).toEqual([112, true])
    await a.commitTransaction()
    await b.abortTransaction()
    expect(await c.findOne({})).toEqual({ _id: 0, n: 2 })
    await Promise.all([a.endSession(), b.endSession()])
  })

  test('twenty concurrent transfers keep the total', async () => {
    const c = await collectionOf(Array.from({ length: 5 }, (_, i) => ({ _id: i, balance: 100 })))
    const transfer = (i: number) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const options = { session: session as any }
          await c.updateOne({ _id: i % 5 }, { $inc: { balance: -10 } }, options)
          await c.updateOne({ _id: (i + 1) % 5 }, { $inc: { balance: 10 } }, options)
        }),
      )
    await Promise.all(Array.from({ length: 20 }, (_, i) => transfer(i)))
    const [sum] = await c.aggregate([{ $group: { _id: null, total: { $sum: '$balance' } } }]).toArray()
    expect(sum?.total).toBe(500)
  })
})

describe('bulkWrite of guarded updates', () => {
  test('counts the ones whose guard held and changes no other', async () => {
    const c = await collectionOf(Array.from({ length: 1000 }, (_, i) => ({ _id: i, revision: i % 2 })))
    const guarded = Array.from({ length: 1000 }, (_, i) => ({
      updateOne: { filter: { _id: i, revision: 0 }, update: { $set: { revision: 1, mine: true } } },
    }))
    const result = await c.bulkWrite(guarded, { ordered: false })
    expect([result.matchedCount, result.modifiedCount]).toEqual([500, 500])
    expect(await c.countDocuments({ mine: true })).toBe(500)
  })
})

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
        db
          .collection('e')
          .find({ a: { $nope: 1 } })
          .toArray(),
    },
    {
      name: 'an unknown stage',
      code: 40324,
      work: () =>
        db
          .collection('e')
          .aggregate([{ $nope: 1 }])
          .toArray(),
    },
    {
      name: 'two operators on one path',
      code: 40,
      work: () => db.collection('e').updateOne({}, { $set: { a: 1 }, $inc: { a: 1 } }, { upsert: true }),
    },
    {
      name: 'a changed _id',
      code: 66,
      work: () => db.collection<any>('e').updateOne({ _id: 1 }, { $set: { _id: 2 } }),
    },
    { name: 'an unknown command', code: 59, work: () => db.command({ nope: 1 }) },
  ]
  test.each(WRONG)('$name is code $code', async ({ code, work }) => {
    await db.collection<any>('e').updateOne({ _id: 1 }, { $set: { a: 1 } }, { upsert: true })
    const error = await failure(work())
    expect([error instanceof MongoServerError || 'code' in error, error.code]).toEqual([true, code])
  })

  test('a command that takes longer than maxTimeMS is code 50', async () => {
    const c = await collectionOf(Array.from({ length: 3000 }, (_, i) => ({ _id: i })))
    const cross = {
      $lookup: { from: c.collectionName, pipeline: [{ $match: { $expr: { $gt: ['$_id', 5] } } }], as: 'x' },
    }
    expect((await failure(c.aggregate([cross], { maxTimeMS: 20 }).toArray())).code).toBe(50)
  })
})
