import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { quotaWindow } from '../../shared/quota-window.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createQuotaApisStore } from '../store/quota-apis.ts'
import { createQuotasStore, heldIn } from '../store/quotas.ts'
import { createQuotaBooks, type Purpose, type QuotaBooks } from './books.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let now: Date
let machineNow: Date
let roundTrips: number
let open: QuotaBooks[]
let freed: string[]
const clock = { now: () => now }
const machine = { now: () => machineNow }
const oa = { kind: 'oa', type: 'service', appId: 'wx1', agentId: null } as const
const corp = { kind: 'wecom', type: null, appId: 'ww1', agentId: '7' } as const
const MASS = '/cgi-bin/message/mass/sendall'
const TEMPLATE = '/cgi-bin/message/template/send'
const REPLY = '/cgi-bin/message/custom/send'

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await Promise.all(open?.map((books) => books.stop()) ?? [])
  await database.connection.collection('quotas').deleteMany({})
  await database.connection.collection('quota_apis').deleteMany({})
  now = new Date('2026-11-22T08:00:00Z')
  machineNow = new Date('2030-01-01T00:00:00Z')
  roundTrips = 0
  open = []
  freed = []
})

const stores = () => ({
  quotas: createQuotasStore(database.connection),
  apis: createQuotaApisStore(database.connection),
})
/** Every question to the database is one. */
const counted = <S extends object>(store: S): S =>
  new Proxy(store, {
    get(target, name, self) {
      const value = Reflect.get(target, name, self)
      if (typeof value !== 'function') return value
      return (...given: unknown[]) => {
        roundTrips += 1
        return value.apply(target, given)
      }
    },
  })
function process(worker: string): QuotaBooks {
  const { quotas, apis } = stores()
  const books = createQuotaBooks({
    ...{ quotas: counted(quotas), apis: counted(apis), clock, machine, worker },
    freed: async (account) => void freed.push(account.appId),
    log: pino({ level: 'silent' }),
  })
  open.push(books)
  return books
}
const dayOf = (account: typeof oa | typeof corp, api: string) =>
  stores().quotas.get({ holder: `${account.kind}:${account.appId}`, api, per: 'day', ...quotaWindow('day', now) })
const limited = (api: string, calls: number | null) =>
  stores().apis.personSays({ holder: 'oa:wx1', api }, { per: 'day', calls, at: now })

/** How many of so many calls were let through, and until when the first other was told to wait. */
async function call(
  books: QuotaBooks,
  path: string,
  times: number,
  purpose: Purpose = 'urgent',
  account: typeof oa | typeof corp = oa,
) {
  const quota = books.of(account, purpose)
  let went = 0
  let until: Date | null = null
  for (let count = 0; count < times; count += 1) {
    const place = await quota.reserve(path, 1)
    if (place.kind === 'go') went += 1
    else until ??= place.until
  }
  return { went, until }
}
const midnight = new Date('2026-11-22T16:00:00Z')

describe('a quota book', () => {
  it('lets the last call through and not one more, and says when it begins anew', async () => {
    const first = process('p1')
    expect(await call(first, MASS, 60)).toEqual({ went: 60, until: null })
    await first.stop()
    now = new Date(now.getTime() + 60_000)
    expect(await call(process('p2'), MASS, 60)).toEqual({ went: 40, until: midnight })
    now = midnight
    expect(await call(process('p3'), MASS, 1)).toEqual({ went: 1, until: null })
  })

  it('[A7.3] holds the minute’s limit too, and its wait is a minute', async () => {
    expect(await call(process('p1'), MASS, 61)).toEqual({ went: 60, until: new Date('2026-11-22T08:01:00Z') })
  })

  it('is never over its limit with eight processes that draw at once, and loses no call', async () => {
    await limited(TEMPLATE, 1000)
    const processes = Array.from({ length: 8 }, (_, index) => process(`p${index}`))
    const lanes = processes.flatMap((books) => [books, books, books, books])
    let went = 0
    const draw = async () => {
      const results = await Promise.all(lanes.map((books) => call(books, TEMPLATE, 40)))
      went += results.reduce((sum, one) => sum + one.went, 0)
    }
    await draw()
    expect(went).toBeLessThanOrEqual(1000)
    // What some hold and others want comes back within a minute.
    for (let round = 0; went < 1000 && round < 20; round += 1) {
      machineNow = new Date(machineNow.getTime() + 61_000)
      await Promise.all(processes.map((books) => books.giveBackOld()))
      await draw()
    }
    expect(went).toBe(1000)
    expect((await dayOf(oa, TEMPLATE))?.taken).toBe(1000)
  })

  it('asks the database for less than one call in twenty of a busy worker', async () => {
    const books = process('p1')
    const places = await Promise.all(Array.from({ length: 20 }, () => call(books, REPLY, 500)))
    expect(places.every(({ went }) => went === 500)).toBe(true)
    expect(roundTrips / 10_000).toBeLessThan(0.05)
    const wecom = process('p2')
    roundTrips = 0
    expect(await call(wecom, '/cgi-bin/externalcontact/get', 9000, 'urgent', corp)).toMatchObject({ went: 9000 })
    expect(roundTrips / 9000).toBeLessThan(0.05)
  })

  it('keeps a tenth for what can’t wait, once marketing has used the rest', async () => {
    await limited(TEMPLATE, 100)
    const [marketing, urgent] = [process('p1'), process('p2')]
    expect(await call(marketing, TEMPLATE, 100, 'marketing')).toEqual({ went: 90, until: midnight })
    expect(await call(urgent, TEMPLATE, 100)).toMatchObject({ went: 10 })
  })

  it('does not keep a share where nothing urgent is sent', async () => {
    await limited(MASS, 1)
    expect(await call(process('p1'), MASS, 2, 'marketing')).toEqual({ went: 1, until: midnight })
  })

  it('gets back what a stopping worker did not use, and what a call that never left had reserved', async () => {
    const books = process('p1')
    const place = await books.of(oa, 'urgent').reserve(TEMPLATE, 1)
    await call(books, TEMPLATE, 2)
    if (place.kind === 'go') place.unused()
    await books.stop()
    expect(await dayOf(oa, TEMPLATE)).toMatchObject({ taken: 2, held: {} })
  })

  it('loses to a crash no more than one block, until the window ends', async () => {
    await limited(TEMPLATE, 100)
    await call(process('crashed'), TEMPLATE, 1)
    const lost = heldIn((await dayOf(oa, TEMPLATE)) ?? { held: {} })
    expect(lost).toBeLessThanOrEqual(8)
    const alive = process('alive')
    const first = await call(alive, TEMPLATE, 200)
    expect(first.went).toBe(100 - lost)
    // The other may still be alive: what it holds may come back soon.
    expect(first.until?.getTime()).toBe(now.getTime() + 15_000)
    machineNow = new Date(machineNow.getTime() + 3 * 60_000)
    expect(await call(alive, TEMPLATE, 1)).toEqual({ went: 0, until: midnight })
  })

  it('counts what others called by the platform’s own count, and never counts it twice', async () => {
    await limited(TEMPLATE, 100)
    const books = process('p1')
    await call(books, TEMPLATE, 10)
    await books.stop()
    const book = { holder: 'oa:wx1', api: TEMPLATE, per: 'day', ...quotaWindow('day', now) } as const
    for (let look = 0; look < 2; look += 1) await stores().quotas.correct(book, { used: 70, now, machineNow })
    expect(await dayOf(oa, TEMPLATE)).toMatchObject({ taken: 70, elsewhere: 60, checkedAt: now })
    expect(await call(process('p2'), TEMPLATE, 40)).toMatchObject({ went: 30 })
  })

  it('begins anew when the quota is cleared, but for what workers hold', async () => {
    await limited(TEMPLATE, 20)
    await call(process('p1'), TEMPLATE, 12)
    const held = heldIn((await dayOf(oa, TEMPLATE)) ?? { held: {} })
    await stores().quotas.clear('oa:wx1', now)
    expect(await dayOf(oa, TEMPLATE)).toMatchObject({ taken: held, elsewhere: 0 })
  })

  it('of another account, another corp or another application is another', async () => {
    await limited(TEMPLATE, 1)
    const books = process('p1')
    expect(await call(books, TEMPLATE, 2)).toMatchObject({ went: 1 })
    const other = books.of({ ...oa, appId: 'wx2' }, 'urgent')
    expect(await other.reserve(TEMPLATE, 1)).toMatchObject({ kind: 'go' })
    for (const agentId of ['7', '8']) await books.of({ ...corp, agentId }, 'urgent').reserve('/cgi-bin/message/send', 3)
    await books.stop()
    const held = (await stores().quotas.open(now)).map(({ holder, taken }) => [holder, taken])
    expect(held).toEqual(
      expect.arrayContaining([
        ['wecom:ww1:7', 3],
        ['wecom:ww1:8', 3],
      ]),
    )
  })

  it('of a mass message is one for both ways to send it', async () => {
    await limited(MASS, 1)
    const books = process('p1')
    await call(books, '/cgi-bin/message/mass/send', 1)
    expect(await call(books, MASS, 1)).toMatchObject({ went: 0 })
  })
})

describe('a refusal for too many calls', () => {
  const refuse = async (books: QuotaBooks, per: 'minute' | 'day', account: typeof oa | typeof corp, path: string) => {
    const place = await books.of(account, 'urgent').reserve(path, 1)
    if (place.kind !== 'go') throw new Error('it was to be let through')
    return place.refused(per, { errcode: 45009, says: '用完了' })
  }

  it('closes the API for every process, whatever was counted', async () => {
    expect(await refuse(process('p1'), 'day', oa, TEMPLATE)).toEqual(midnight)
    expect(await call(process('p2'), TEMPLATE, 1)).toEqual({ went: 0, until: midnight })
    expect(await call(process('p2'), REPLY, 1)).toMatchObject({ went: 1 })
    now = midnight
    expect(await call(process('p2'), TEMPLATE, 1)).toMatchObject({ went: 1 })
  })

  it('[C1.2] of WeCom lasts a minute, then an hour, then the day, when it comes again right after', async () => {
    const path = '/cgi-bin/externalcontact/get'
    const waits: string[] = []
    for (let refusal = 0; refusal < 3; refusal += 1) {
      const until = await refuse(process(`p${refusal}`), 'minute', corp, path)
      waits.push(until.toISOString())
      now = new Date(until.getTime() + 1000)
    }
    expect(waits).toEqual(['2026-11-22T08:01:00.000Z', '2026-11-22T09:01:01.000Z', '2026-11-22T16:00:00.000Z'])
    now = new Date(now.getTime() + 10 * 60_000)
    expect(await refuse(process('later'), 'minute', corp, path)).toEqual(new Date(now.getTime() + 60_000))
  })
})

describe('calls that are possible again', () => {
  const full = async (books: QuotaBooks) => {
    await limited(TEMPLATE, 2)
    expect(await call(books, TEMPLATE, 3)).toMatchObject({ went: 2 })
    expect(freed).toEqual([])
  }

  it.each([
    ['the account’s day was cleared', (books: QuotaBooks) => books.cleared(oa)],
    ['a person allows more', (books: QuotaBooks) => books.limitSet(oa, { api: TEMPLATE, per: 'day', calls: 3 })],
    [
      'the platform itself counts fewer',
      (books: QuotaBooks) => books.platformSaid(oa, { api: TEMPLATE, limit: 2, used: 0 }),
    ],
  ])('are told of and taken at once when %s', async (_name, free) => {
    const books = process('p1')
    await full(books)
    machineNow = new Date(machineNow.getTime() + 60_000)
    await books.giveBackOld()
    await free(books)
    expect(freed).toEqual(['wx1'])
    expect(await call(books, TEMPLATE, 1)).toMatchObject({ went: 1 })
  })

  it('open an API that the platform had closed for the day', async () => {
    const books = process('p1')
    const place = await books.of(oa, 'urgent').reserve(TEMPLATE, 1)
    if (place.kind !== 'go') throw new Error('it was to be let through')
    await place.refused('day', { errcode: 45009, says: '用完了' })
    await books.platformSaid(oa, { api: TEMPLATE, limit: 100_000, used: 100_000 })
    expect([freed, await call(books, TEMPLATE, 1)]).toMatchObject([[], { went: 0 }])
    await books.platformSaid(oa, { api: TEMPLATE, limit: 100_000, used: 3 })
    expect([freed, await call(books, TEMPLATE, 1)]).toMatchObject([['wx1'], { went: 1 }])
  })

  it('are no news where calls were left all the time', async () => {
    const books = process('p1')
    await call(books, TEMPLATE, 1)
    await books.platformSaid(oa, { api: TEMPLATE, limit: 100_000, used: 1 })
    expect(freed).toEqual([])
  })
})

describe('a book that can’t be asked', () => {
  it('lets nothing through: the call waits a minute', async () => {
    const { apis } = stores()
    const away = () => Promise.reject(new Error('the database is away'))
    const quotas = { ...stores().quotas, take: away, get: away }
    const books = createQuotaBooks({
      quotas,
      apis,
      clock,
      machine,
      worker: 'p',
      freed: async () => undefined,
      log: pino({ level: 'silent' }),
    })
    open.push(books)
    expect(await call(books, TEMPLATE, 1)).toEqual({ went: 0, until: new Date(now.getTime() + 60_000) })
  })
})
