import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { indexes as contactIndexes } from './contacts.ts'
import { ensureIndexes, IndexDiffers } from './ensure-indexes.ts'
import { indexes as eventIndexes } from './events.ts'
import { indexes as leadIndexes } from './leads.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.close())
const all = [...contactIndexes, ...eventIndexes, ...leadIndexes]

describe('the indexes', () => {
  it('are made once, by several processes at once, and found right afterwards', async () => {
    await Promise.all([1, 2, 3].map(() => ensureIndexes(database.connection, all)))
    await ensureIndexes(database.connection, all)
    const names = (await database.connection.collection('contacts').listIndexes().toArray()).map(({ name }) => name)
    expect(names).toContain('identities.key_1')
    expect(names).toHaveLength(contactIndexes.length + 1)
  })

  it('stop the start when one of them is not what was promised, and say which', async () => {
    await database.connection.collection('contacts').createIndex({ 'identities.key': 1 })
    const start = ensureIndexes(database.connection, all)
    await expect(start).rejects.toThrow(IndexDiffers)
    await expect(start).rejects.toThrow(/contacts\.identities\.key_1 is \(identities\.key 1\), must be .* unique/)
  })

  it('stop the start when the data breaks the promise already', async () => {
    const contacts = database.connection.collection<{ _id: string; identities: { key: string }[] }>('contacts')
    await contacts.insertMany(['ct_1', 'ct_2'].map((_id) => ({ _id, identities: [{ key: 'oa:a:b' }] })))
    await expect(ensureIndexes(database.connection, all)).rejects.toThrow(IndexDiffers)
  })
})
