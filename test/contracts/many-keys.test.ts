import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allIndexes, composeStores, type Stores } from '../../server/compose/stores.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { IdentityKey } from '../../shared/contact.ts'
import { freshDatabase } from '../support/database.ts'

type Find = { find: string; filter: object; hint?: Record<string, 1> }
let database: Awaited<ReturnType<typeof freshDatabase>>
let watched: mongoose.Connection
let stores: Stores
const seen: Find[] = []

beforeAll(async () => {
  database = await freshDatabase()
  watched = await mongoose.createConnection(database.uri, { monitorCommands: true }).asPromise()
  watched.getClient().on('commandStarted', ({ command }) => {
    if (command['find'] !== undefined) seen.push(command as unknown as Find)
  })
  stores = composeStores(watched, { SECRET_KEY: 'a key for the test of many keys', TIME_ZONE: 'Asia/Shanghai' })
  await ensureIndexes(watched, allIndexes)
  const rows: Record<string, (n: number) => object> = {
    contacts: (n) => ({ identities: [{ key: `oa:wx1:${n}` }], handles: [`${n}`] }),
    outbox: (n) => ({ receipt: `oa:wx1:${n}` }),
    merges: (n) => ({ evidence: [{ event: `oa:wx1:${n}` }] }),
    merge_conflicts: (n) => ({ key: `oa:wx1:${n}` }),
  }
  for (const [name, row] of Object.entries(rows))
    await database.connection.collection(name).insertMany(Array.from({ length: 300 }, (_, n) => row(n)))
})
afterAll(async () => {
  await watched.close()
  await database.close()
})

const keys = Array.from({ length: 200 }, (_, n) => `oa:wx2:${n}`)
it.each([
  ['identities', () => stores.contacts.findByKeys(keys.map((key) => IdentityKey.parse(key)))],
  ['handles of people', () => stores.contacts.byHandles(keys)],
  ['receipts of messages', () => stores.outbox.effectsOf('sms', keys)],
  ['receipts of messages, for whom they went to', () => stores.outbox.contactsOf('sms', keys)],
  ['events that made a merge', () => stores.merges.madeBy(keys)],
  ['contested identities', () => stores.merges.contested(keys)],
  ['conflicts over identities', () => stores.merges.conflictsOver(keys)],
])('looks up many %s by their index, and never by reading the whole collection', async (_, look) => {
  seen.length = 0
  await look()
  const [one] = seen
  if (one === undefined) throw new Error('nothing was asked')
  const { find, filter, hint } = one
  // Which way it would take by itself depends on how much it holds: in a crowd it read everything.
  expect(hint).toBeDefined()
  const explained = await database.connection
    .collection(find)
    .find(filter, hint === undefined ? {} : { hint })
    .explain()
  const stages = [...JSON.stringify(explained).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage)
  expect(stages).toContain('IXSCAN')
  expect(stages).not.toContain('COLLSCAN')
})
