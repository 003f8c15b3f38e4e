import type { Document } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { conformanceDatabase, failure } from './conformance-support.ts'

const database = conformanceDatabase()
const { collectionOf } = database

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
