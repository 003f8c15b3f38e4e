import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityKey } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { ensureIndexes } from './ensure-indexes.ts'
import { createObjectsStore, indexes, type ObjectRow } from './objects.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let objects: ReturnType<typeof createObjectsStore>
beforeAll(async () => {
  database = await freshDatabase()
  await ensureIndexes(database.connection, indexes)
  objects = createObjectsStore(database.connection)
})
afterAll(() => database.close())

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 3, 0, second))
const [a, b] = [ContactId.parse('ct_a'), ContactId.parse('ct_b')]
const row = (externalId: string, second: number, amount: number, more: Partial<ObjectRow> = {}): ObjectRow => ({
  type: 'order',
  externalId,
  contact: null,
  fields: { amount },
  at: at(second),
  updatedAt: at(second),
  claim: null,
  ...more,
})

describe('rows of objects', { timeout: 120_000 }, () => {
  it('hold the newest word, whatever the order in which words arrive, also from writers at once', async () => {
    let worlds = 0
    const drawn = fc.array(fc.record({ second: fc.nat(4), amount: fc.nat(3) }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(drawn, async (words) => {
        worlds += 1
        const [forth, back, together] = [`f${worlds}`, `b${worlds}`, `t${worlds}`]
        for (const { second, amount } of words) await objects.upsert([row(forth, second, amount)])
        for (const { second, amount } of [...words].reverse()) await objects.upsert([row(back, second, amount)])
        await Promise.all(words.map(({ second, amount }) => objects.upsert([row(together, second, amount)])))
        const held = await Promise.all([forth, back, together].map((id) => objects.get('order', id)))
        expect(new Set(held.map((one) => JSON.stringify([one?.fields, one?.updatedAt]))).size).toBe(1)
        expect(held[0]?.updatedAt).toEqual(at(Math.max(...words.map(({ second }) => second))))
      }),
      { numRuns: 25, seed: 7 },
    )
  })

  it('say what became of each', async () => {
    const say = async (one: ObjectRow) => (await objects.upsert([one]))[0]
    expect(await say(row('s', 1, 1))).toMatchObject({ what: 'created', first: true })
    expect(await say(row('s', 1, 1))).toMatchObject({ what: 'unchanged', first: true })
    expect(await say(row('s', 2, 2))).toMatchObject({ what: 'updated', first: false })
    expect(await say(row('s', 1, 1))).toMatchObject({ what: 'older' })
  })

  it('follow their person through a merge and back, those that came since by their own identity', async () => {
    const key = identityKey('crm', 'shop', '1')
    await objects.upsert([row('m1', 1, 1, { contact: a }), row('m2', 1, 1, { contact: b })])
    await objects.moveTo(b, a)
    await objects.upsert([row('m3', 2, 1, { contact: a, claim: key })])
    const owners = async () =>
      Promise.all(['m1', 'm2', 'm3'].map(async (id) => (await objects.get('order', id))?.contact))
    expect(await owners()).toEqual([a, a, a])
    await database.connection
      .collection<{ _id: string; identities: { key: string }[] }>('contacts')
      .insertOne({ _id: b, identities: [{ key }] })
    await objects.moveBack(b, a)
    await objects.moveBack(b, a)
    expect(await owners()).toEqual([a, b, b])
    // What came by way of another goes back by it: undoing the first merge under the second moves nothing.
    const c = ContactId.parse('ct_c')
    await objects.upsert([row('m4', 1, 1, { contact: b })])
    await objects.moveTo(b, a)
    await objects.moveTo(a, c)
    await objects.moveBack(b, c)
    expect((await objects.get('order', 'm4'))?.contact).toBe(c)
  })

  it('are given to whom the line found, unless they changed meanwhile', async () => {
    await objects.upsert([row('l', 1, 1)])
    const link = { type: 'order', externalId: 'l', contact: a }
    await objects.linkRows([{ ...link, updatedAt: at(0) }])
    expect((await objects.get('order', 'l'))?.contact).toBeNull()
    await objects.linkRows([{ ...link, updatedAt: at(1) }])
    expect((await objects.get('order', 'l'))?.contact).toBe(a)
  })

  it('come in pages, the newest first', async () => {
    await objects.upsert([1, 2, 3].map((second) => row(`p${second}`, second, 1, { type: 'visit' })))
    const first = await objects.page({ type: 'visit', limit: 2 })
    const second = await objects.page({ type: 'visit', limit: 2, cursor: first.next ?? undefined })
    expect([...first.items, ...second.items].map(({ externalId }) => externalId)).toEqual(['p3', 'p2', 'p1'])
    expect(second.next).toBeNull()
  })
})
