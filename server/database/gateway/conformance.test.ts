import { Binary, Decimal128, type Document, Long, ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { conformanceDatabase, failure } from './conformance-support.ts'

const database = conformanceDatabase()
const { collectionOf } = database

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
    expect((await failure(database.db.command({ getMore: id, collection: c.collectionName }))).code).toBe(43)
  })
})

describe('transactions', () => {
  const inTransaction = async (work: (session: any) => Promise<unknown>, end: 'commit' | 'abort') => {
    const session = database.client.startSession()
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
    const [a, b] = [database.client.startSession(), database.client.startSession()]
    a.startTransaction()
    b.startTransaction()
    await c.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: a })
    const error = await failure(c.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: b }))
    expect([error.code, error.hasErrorLabel('TransientTransactionError')]).toEqual([112, true])
    await a.commitTransaction()
    await b.abortTransaction()
    expect(await c.findOne({})).toEqual({ _id: 0, n: 2 })
    await Promise.all([a.endSession(), b.endSession()])
  })

  const TROUBLES: { name: string; code: number; work(c: any, options: object): Promise<unknown> }[] = [
    { name: 'a duplicate key', code: 11000, work: (c, options) => c.insertOne({ _id: 1 }, options) },
    { name: 'a bad query', code: 2, work: (c, options) => c.find({ a: { $nope: 1 } }, options).toArray() },
  ]
  test.each(TROUBLES)('after $name inside, the commit is refused and nothing stays', async ({ code, work }) => {
    const c = await collectionOf([{ _id: 1 }])
    const session = database.client.startSession()
    session.startTransaction()
    await c.insertOne({ _id: 2 }, { session })
    expect((await failure(work(c, { session }))).code).toBe(code)
    expect((await failure(session.commitTransaction())).code).toBe(251)
    expect(await c.countDocuments()).toBe(1)
    await session.endSession()
  })

  test('twenty concurrent transfers keep the total', async () => {
    const c = await collectionOf(Array.from({ length: 5 }, (_, i) => ({ _id: i, balance: 100 })))
    const transfer = (i: number) =>
      database.client.withSession((session) =>
        session.withTransaction(async () => {
          const options = { session }
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

test('a retryable write that is sent twice is done once, and both get the answer', async () => {
  const c = await collectionOf()
  const session = database.client.startSession()
  const insert = { insert: c.collectionName, documents: [{ n: 1 }], txnNumber: Long.fromNumber(1) }
  const options = { session }
  const answers = [await database.db.command(insert, options), await database.db.command(insert, options)]
  expect(answers.map(({ n }) => n)).toEqual([1, 1])
  expect(await c.countDocuments()).toBe(1)
  await session.endSession()
})
