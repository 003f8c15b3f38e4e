import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { ensureIndexes } from './ensure-indexes.ts'
import { createInboxStore, INBOX_SHARDS, type InboxStore, inboxId, indexes, type NewInboxRow } from './inbox.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let inbox: InboxStore
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000)
const row = (dedupeKey: string, more: Partial<NewInboxRow> = {}): NewInboxRow => ({
  account: 'ac_1',
  platform: 'oa',
  type: 'message.text',
  person: 'wx1:o1',
  body: '<xml/>',
  receivedAt: at(0),
  ...more,
  dedupeKey,
})
const claim = (seconds = 0, more: { limit?: number; shards?: number[] } = {}) =>
  inbox.claim({ limit: 100, now: at(seconds), leaseMs: 10_000, worker: 'w', ...more })

beforeAll(async () => {
  database = await freshDatabase()
  await ensureIndexes(database.connection, indexes)
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.connection.collection('inbox').deleteMany({})
  inbox = createInboxStore(database.connection)
})

describe('the inbox', () => {
  it('[invariant 1] takes each key of an account once, also inside one batch and from two processes', async () => {
    const results = await Promise.all(
      [0, 1, 2, 3].map(() => createInboxStore(database.connection).accept([row('a'), row('b'), row('a')])),
    )
    expect(results.flatMap(({ accepted }) => accepted).sort()).toEqual(
      [inboxId('ac_1', 'a'), inboxId('ac_1', 'b')].sort(),
    )
    expect(results.reduce((sum, { repeated }) => sum + repeated, 0)).toBe(10)
    expect(await inbox.accept([row('a', { account: 'ac_2' })])).toMatchObject({ repeated: 0 })
  })

  it('hands rows out in the order they came, and each to one worker', async () => {
    await inbox.accept(Array.from({ length: 50 }, (_, index) => row(`k${String(index).padStart(2, '0')}`)))
    const claims = await Promise.all([claim(), claim(), claim()])
    const all = claims.flat()
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    const inOrder = await database.connection.collection('inbox').find({}).sort({ order: 1 }).toArray()
    expect(inOrder.map((one) => one['dedupeKey'])).toEqual(inOrder.map((one) => one['dedupeKey']).toSorted())
    for (const one of claims)
      expect(one.map(({ id }) => id)).toEqual(
        inOrder.map(({ _id }) => String(_id)).filter((id) => one.some((row) => row.id === id)),
      )
  })

  it('gives a row to the next worker when the lease ran out, and ignores the settlement of the one before', async () => {
    await inbox.accept([row('a')])
    const [late] = await claim(0)
    expect(await claim(5)).toEqual([])
    const [next] = await claim(10)
    expect(next).toMatchObject({ id: late?.id, attempts: 2 })
    await inbox.settle([{ ...late!, kind: 'done' }], at(11))
    await inbox.settle([{ ...late!, kind: 'failed', problem: 'late' }], at(11))
    expect(await inbox.countByStatus()).toEqual({ new: 1 })
    await inbox.settle([{ ...next!, kind: 'done' }], at(12))
    expect(await inbox.countByStatus()).toEqual({ done: 1 })
    expect(await claim(100)).toEqual([])
  })

  const urgent = { urgent: true }
  const keysOf = async (rows: readonly { id: string }[]) => {
    const ids = rows.map(({ id }) => id)
    const found = await database.connection
      .collection<{ _id: string; dedupeKey: string }>('inbox')
      .find({ _id: { $in: ids } })
      .toArray()
    const keys = new Map(found.map(({ _id, dedupeKey }) => [_id, dedupeKey]))
    return ids.map((id) => keys.get(id) ?? '')
  }

  it('lets what can not wait overtake 5,000 rows of other people, and never a row of the same person', async () => {
    const waiting = Array.from({ length: 5000 }, (_, index) => row(`w${index}`, { person: `wx1:o${index}` }))
    for (let from = 0; from < waiting.length; from += 1000) await inbox.accept(waiting.slice(from, from + 1000))
    await inbox.accept([row('before', { person: 'ww1:wm1' })])
    await inbox.accept([row('welcome', { person: 'ww1:wm1', ...urgent })])
    await inbox.accept([row('after', { person: 'ww1:wm1' })])
    const taken = await claim(0, { limit: 20 })
    expect((await keysOf(taken)).slice(-2)).toEqual(['before', 'welcome'])
    expect((await keysOf(taken)).slice(0, 18)).toEqual(waiting.slice(0, 18).map(({ dedupeKey }) => dedupeKey))
    await inbox.settle(
      taken.map((one) => ({ ...one, kind: 'done' })),
      at(1),
    )
    expect(await keysOf(await claim(2, { limit: 20 }))).toEqual(waiting.slice(18, 38).map(({ dedupeKey }) => dedupeKey))
  })

  it('goes on with the others however much is urgent, and brings a person of many rows nearer in order', async () => {
    await inbox.accept(Array.from({ length: 30 }, (_, index) => row(`slow${index}`, { person: `wx1:o${index}` })))
    await inbox.accept(Array.from({ length: 30 }, (_, index) => row(`many${index}`, { person: 'ww1:wm1' })))
    await inbox.accept([row('welcome', { person: 'ww1:wm1', ...urgent })])
    const order: string[] = []
    for (let turn = 0; turn < 4; turn++) {
      const taken = await claim(turn, { limit: 20 })
      const keys = await keysOf(taken)
      expect(keys.some((key) => key.startsWith('slow')) || turn === 3).toBe(true)
      order.push(...keys.filter((key) => !key.startsWith('slow')))
      await inbox.settle(
        taken.map((one) => ({ ...one, kind: 'done' })),
        at(turn),
      )
    }
    expect(order).toEqual([...Array.from({ length: 30 }, (_, index) => `many${index}`), 'welcome'])
  })

  it('settles a batch at once, each row in its own way', async () => {
    await inbox.accept(['a', 'b', 'c', 'd'].map((key) => row(key)))
    const [a, b, c, d] = await claim()
    await inbox.settle(
      [
        { ...a!, kind: 'done' },
        { ...b!, kind: 'unknown' },
        { ...c!, kind: 'failed', problem: '坏了' },
        { ...d!, kind: 'again', at: at(60), problem: '再试' },
      ],
      at(1),
    )
    expect(await inbox.countByStatus()).toEqual({ done: 1, unknown: 1, failed: 1, new: 1 })
    expect(await claim(30)).toEqual([])
    expect((await claim(60)).map(({ id }) => id)).toEqual([d!.id])
    expect(await inbox.list({ status: 'failed' })).toMatchObject({
      items: [{ id: c!.id, problem: '坏了', body: '<xml/>' }],
      next: null,
    })
  })

  it('works on the asked shards only, and puts a person always in the same one', async () => {
    const people = Array.from({ length: 200 }, (_, index) => `wx1:o${index}`)
    await inbox.accept(people.map((person, index) => row(`k${index}`, { person })))
    const half = Array.from({ length: INBOX_SHARDS / 2 }, (_, index) => index)
    const first = await claim(0, { limit: 500, shards: half })
    const rest = await claim(0, { limit: 500 })
    expect(first.length + rest.length).toBe(200)
    expect(first.length).toBeGreaterThan(50)
    await inbox.accept(first.map(({ person }, index) => row(`again${index}`, { person })))
    expect((await claim(0, { limit: 500, shards: half })).length).toBe(first.length)
  })

  it('opens an unknown or failed row again when a person asks, and nothing else', async () => {
    await inbox.accept([row('a'), row('b')])
    const [a, b] = await claim()
    await inbox.settle(
      [
        { ...a!, kind: 'unknown' },
        { ...b!, kind: 'done' },
      ],
      at(1),
    )
    await inbox.reopen(a!.id)
    expect((await claim(2)).map(({ id }) => id)).toEqual([a!.id])
    await expect(inbox.reopen(b!.id)).rejects.toMatchObject({ code: 'inbox.not-found' })
  })

  it('lists page by page, newest first', async () => {
    await inbox.accept(Array.from({ length: 5 }, (_, index) => row(`k${index}`, { receivedAt: at(index) })))
    const first = await inbox.list({ status: 'new', limit: 3 })
    const second = await inbox.list({ status: 'new', limit: 3, cursor: first.next! })
    expect([...first.items, ...second.items].map(({ receivedAt }) => receivedAt)).toEqual([4, 3, 2, 1, 0].map(at))
    expect(second.next).toBeNull()
  })

  it('says since when the oldest row waits, by the machine’s clock whatever the business’s says', async () => {
    expect(await inbox.oldestWaiting()).toBeNull()
    const begun = Date.now()
    await inbox.accept([row('a', { receivedAt: at(0) })])
    const since = (await inbox.oldestWaiting())?.getTime()
    expect(since).toBeGreaterThanOrEqual(begun)
    expect(since).toBeLessThanOrEqual(Date.now())
  })

  it('forgets done rows after a while and keeps the others', async () => {
    const specs = await database.connection.collection('inbox').listIndexes().toArray()
    expect(specs.find((one) => one['key'].doneAt === 1)).toMatchObject({ expireAfterSeconds: 14 * 86_400 })
    await inbox.accept([row('a'), row('b')])
    const [a, b] = await claim()
    await inbox.settle(
      [
        { ...a!, kind: 'unknown' },
        { ...b!, kind: 'done' },
      ],
      at(1),
    )
    const doneAt = (await database.connection.collection('inbox').find({}).sort({ order: 1 }).toArray()).map(
      (one) => one['doneAt'],
    )
    expect(doneAt).toEqual([null, at(1)])
  })
})
