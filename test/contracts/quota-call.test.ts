import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPlatform } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { userInfo } from '../../server/platforms/wechat-oa/api/user-info.ts'
import { errcodes } from '../../server/platforms/wechat-oa/errcodes.ts'
import { createQuotaBooks, type QuotaBooks } from '../../server/quota/books.ts'
import { createQuotaApisStore } from '../../server/store/quota-apis.ts'
import { createQuotasStore } from '../../server/store/quotas.ts'
import { OpenId } from '../../shared/ids.ts'
import { quotaWindow } from '../../shared/quota-window.ts'
import { type FakePlatform, startFakePlatform } from '../fakes/platform.ts'
import { freshDatabase } from '../support/database.ts'

/** The client and the book together: what is reserved, what is given back, and what the platform itself says. */
const account = { kind: 'oa', type: 'service', appId: 'wx1', agentId: null } as const
const now = new Date('2026-11-22T08:00:00Z')
const midnight = new Date('2026-11-22T16:00:00Z')
const clock = { now: () => now }
const openid = OpenId.parse('o1')

let database: Awaited<ReturnType<typeof freshDatabase>>
let fake: FakePlatform
let http: HttpTransport
let workers: QuotaBooks[]
beforeAll(async () => {
  database = await freshDatabase()
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url, timeoutMs: 10_000 })
})
afterAll(async () => {
  await http.close()
  await fake.close()
  await database.close()
})
beforeEach(async () => {
  workers = []
  fake.seen.length = 0
  fake.on(userInfo, () => ({ subscribe: 1, openid }))
  await database.connection.collection('quotas').deleteMany({})
  await database.connection.collection('quota_apis').deleteMany({})
})
afterEach(async () => {
  await Promise.all(workers.map((books) => books.stop()))
})

const stores = () => ({
  quotas: createQuotasStore(database.connection),
  apis: createQuotaApisStore(database.connection),
})
function worker(name: string, transport = http.send) {
  const books = createQuotaBooks({
    ...stores(),
    clock,
    machine: clock,
    worker: name,
    freed: async () => undefined,
    log: pino({ level: 'silent' }),
  })
  workers.push(books)
  const platform = createPlatform({
    ...{ transport, errcodes, quota: books.of(account, 'urgent'), pause: async () => undefined },
    tokens: { current: async () => 'T', renew: async () => 'T' },
  })
  return { books, ask: () => platform.call(userInfo, { openid }).catch((error: unknown) => error) }
}
const allowed = (calls: number) =>
  stores().apis.personSays({ holder: 'oa:wx1', api: userInfo.path }, { per: 'day', calls, at: now })
async function counted(): Promise<number | undefined> {
  await Promise.all(workers.map((books) => books.stop()))
  const book = { holder: 'oa:wx1', api: userInfo.path, per: 'day' as const, ...quotaWindow('day', now) }
  return (await stores().quotas.get(book))?.taken
}
const spent = { code: 'platform.quota-spent', until: midnight }

describe('a call', () => {
  it('beyond the day’s number is not made, and says until when', async () => {
    await allowed(1)
    const { ask } = worker('a')
    expect(await ask()).toMatchObject({ subscribe: 1 })
    expect(await ask()).toMatchObject(spent)
    expect(fake.seen).toHaveLength(1)
  })

  it('that never reached the platform leaves its place to the next', async () => {
    await allowed(1)
    const nobody = createHttpTransport({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 250 })
    expect(await worker('a', nobody.send).ask()).toMatchObject({ mayHaveHappened: false })
    await nobody.close()
    expect(await counted()).toBe(0)
    expect(await worker('b').ask()).toMatchObject({ subscribe: 1 })
  })

  it.each([
    ['not-json', 1],
    ['hang-up', 3],
    ['server-error', 3],
  ] as const)('that arrived and was answered with %s is counted: the platform counts it too', async (fault, times) => {
    for (let time = 0; time < times; time += 1) fake.fail(fault)
    await worker('a').ask()
    expect([fake.seen.length, await counted()]).toEqual([times, times])
  })

  it('that is refused counts, and each of its repeats', async () => {
    fake.on(userInfo, () => ({ errcode: -1, errmsg: 'system busy' }))
    await worker('a').ask()
    expect([fake.seen.length, await counted()]).toEqual([3, 3])
  })

  it('that the platform refuses for too many closes the API for this worker and every other', async () => {
    fake.on(userInfo, () => ({ errcode: 45009, errmsg: 'reach max api daily quota limit' }))
    const { ask } = worker('a')
    expect(await ask()).toMatchObject({ code: 'platform.refused', remedy: 'wait-day', until: midnight })
    expect(await ask()).toMatchObject(spent)
    expect(await worker('b').ask()).toMatchObject(spent)
    expect(fake.seen).toHaveLength(1)
  })
})
