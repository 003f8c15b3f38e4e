import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import type { Clock } from '../kit/clock.ts'
import { createCipher } from '../store/cipher.ts'
import { createLeasesStore } from '../store/leases.ts'
import { createPlatformTokensStore } from '../store/platform-tokens.ts'
import { PlatformRefused, type Remedy } from './errors.ts'
import { createTokens, type TokenNeeds } from './tokens.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let now: Date
let fetched: number
let inFlight: number
let mostInFlight: number
const clock: Clock = { now: () => now }
const cipher = createCipher('a secret key of at least thirty-two characters')

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.connection.collection('platform_tokens').deleteMany({})
  now = new Date('2026-03-01T00:00:00Z')
  fetched = 0
  inFlight = 0
  mostInFlight = 0
})

/** A client as one process has it: its own memory, the shared store. */
const clientOf = (owner: string, fetch = fetchNext, others: Partial<TokenNeeds> = {}) =>
  createTokens({
    key: 'oa:wx1',
    fetch,
    store: createPlatformTokensStore(database.connection, cipher),
    leases: createLeasesStore(database.connection),
    owner,
    clock,
    ...others,
  })

async function fetchNext() {
  inFlight += 1
  mostInFlight = Math.max(mostInFlight, inFlight)
  // The lease must hold while the platform takes its time: other clients get several turns.
  await database.connection.collection('platform_tokens').findOne({})
  inFlight -= 1
  fetched += 1
  return { token: `token-${fetched}`, expiresInSeconds: 7200 }
}

describe('tokens', () => {
  it('are fetched once by all who ask at the same time, in two processes', async () => {
    const processes = [clientOf('process-1'), clientOf('process-2')]
    const asking = Array.from({ length: 8 }, (_, index) => processes[index % 2]!.current())
    expect(new Set(await Promise.all(asking))).toEqual(new Set(['token-1']))
    expect(fetched).toBe(1)
  })

  it('are renewed once by all who found them stale, in two processes with four clients each', async () => {
    const clients = Array.from({ length: 8 }, (_, index) => clientOf(`process-${index % 2}-${index}`))
    await clients[0]!.current()
    const stale = await Promise.all(clients.map((client) => client.current()))
    expect(new Set(stale)).toEqual(new Set(['token-1']))
    const renewed = await Promise.all(clients.map((client) => client.renew('token-1')))
    expect(new Set(renewed)).toEqual(new Set(['token-2']))
    expect([fetched, mostInFlight]).toEqual([2, 1])
  })

  it('of a process that renewed first are used by the others, not fetched again', async () => {
    const [first, second] = [clientOf('process-1'), clientOf('process-2')]
    await Promise.all([first.current(), second.current()])
    await first.renew('token-1')
    expect(await second.renew('token-1')).toBe('token-2')
    expect(fetched).toBe(2)
  })

  it('that were found stale are not brought back by one who set out before that was known', async () => {
    await clientOf('process-1').current()
    const client = clientOf('process-2')
    expect(await Promise.all([client.current(), client.renew('token-1')])).toEqual(['token-1', 'token-2'])
  })

  it('are renewed before they end, while the old one still works', async () => {
    const client = clientOf('process-1')
    await client.current()
    now = new Date(now.getTime() + 6000 * 1000)
    expect(await client.current()).toBe('token-1')
    now = new Date(now.getTime() + 300 * 1000)
    expect(await client.current()).toBe('token-2')
  })

  it('can be fetched again after a fetch that failed: the lease is given back', async () => {
    const failing = clientOf('process-1', () => Promise.reject(new Error('the platform is away')))
    await expect(failing.current()).rejects.toThrow('the platform is away')
    expect(await createLeasesStore(database.connection).live('token:', new Date())).toEqual([])
    expect(await clientOf('process-2').current()).toBe('token-1')
  })

  describe('that the platform gives back although it called them stale', () => {
    const again = async () => {
      fetched += 1
      return { token: 'token-1', expiresInSeconds: 7200 }
    }

    it('are asked for once by all who found that out together', async () => {
      const client = clientOf('process-1', again)
      await client.current()
      const renewed = await Promise.all(Array.from({ length: 20 }, () => client.renew('token-1')))
      expect(new Set(renewed)).toEqual(new Set(['token-1']))
      expect(fetched).toBe(2)
    })

    it('are not asked for again by every call that follows, but once more after a while', async () => {
      let machineNow = new Date('2026-03-01T00:00:00Z')
      const client = clientOf('process-1', again, { machine: { now: () => machineNow } })
      await client.current()
      for (let call = 0; call < 5; call += 1) expect(await client.renew('token-1')).toBe('token-1')
      expect(fetched).toBe(2)
      machineNow = new Date(machineNow.getTime() + 20_000)
      await client.renew('token-1')
      expect(fetched).toBe(3)
    })
  })

  describe('that are refused', () => {
    const refusedWith = (remedy: Remedy) => async () => {
      fetched += 1
      const words = { errmsg: 'no', says: null, until: null }
      throw new PlatformRefused({ api: '/cgi-bin/gettoken', errcode: 40001, remedy, ...words })
    }
    const caught = (work: Promise<unknown>) => work.catch((error: unknown) => error)

    it.each(['fix-setup', 'renew-token'] as const)(
      'for a person to mend (%s) are not asked for by every message of a campaign, but again after a while',
      async (remedy) => {
        let machineNow = new Date('2026-03-01T00:00:00Z')
        const client = clientOf('process-1', refusedWith(remedy), { machine: { now: () => machineNow } })
        for (let message = 0; message < 5; message += 1)
          expect(await caught(client.current())).toBeInstanceOf(PlatformRefused)
        expect(fetched).toBe(1)
        machineNow = new Date(machineNow.getTime() + 20_000)
        await caught(client.current())
        expect(fetched).toBe(2)
      },
    )

    it('for a moment only (a busy platform) are asked for by the next', async () => {
      const client = clientOf('process-1', refusedWith('retry-soon'))
      await caught(client.current())
      await caught(client.current())
      expect(fetched).toBe(2)
    })

    it('here are still taken from a process that got one', async () => {
      const client = clientOf('process-1', refusedWith('fix-setup'))
      await caught(client.current())
      await clientOf('process-2').current()
      expect(await client.current()).toMatch(/^token-/)
    })
  })

  it('that could not be written down serve the process that fetched them, and are not fetched twice for it', async () => {
    const store = createPlatformTokensStore(database.connection, cipher)
    const away = { ...store, write: () => Promise.reject(new Error('the database is away')) }
    const client = clientOf('process-1', fetchNext, { store: away })
    await expect(client.current()).rejects.toThrow('the database is away')
    expect([await client.current(), fetched]).toEqual(['token-1', 1])
  })

  it('of a machine whose clock is ahead are given up when the platform calls them stale', async () => {
    const ahead: Clock = { now: () => new Date(now.getTime() + 3 * 3600 * 1000) }
    await clientOf('process-1', fetchNext, { clock: ahead }).current()
    const client = clientOf('process-2')
    now = new Date(now.getTime() + 8000 * 1000)
    expect(await client.current()).toBe('token-1')
    expect(await client.renew('token-1')).toBe('token-2')
  })

  it('that another system of the same account renewed, while ours were on their way, are renewed once more', async () => {
    const client = clientOf('process-1')
    const stale = await client.current()
    const first = await client.renew(stale)
    expect(await client.renew(first)).toBe('token-3')
  })

  it('lie in the database sealed, under a key that holds no secret', async () => {
    await clientOf('process-1').current()
    const stored = JSON.stringify(await database.connection.collection('platform_tokens').find({}).toArray())
    expect(stored).not.toContain('token-1')
    expect(stored).toContain('oa:wx1')
  })
})

describe('leases', () => {
  const leases = () => createLeasesStore(database.connection)
  const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000)

  it('go to one of many who reach for them', async () => {
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => leases().take('work', owner, at(0), at(10))))
    expect(taken.filter(Boolean)).toHaveLength(1)
  })

  it('are prolonged by the holder, refused to others, and free when their time has passed', async () => {
    expect(await leases().take('shift', 'a', at(0), at(10))).toBe(true)
    expect(await leases().take('shift', 'a', at(5), at(15))).toBe(true)
    expect(await leases().take('shift', 'b', at(12), at(22))).toBe(false)
    expect(await leases().live('shi', at(12))).toEqual([{ name: 'shift', owner: 'a' }])
    expect(await leases().take('shift', 'b', at(15), at(25))).toBe(true)
    await leases().release('shift', 'a')
    expect(await leases().take('shift', 'c', at(16), at(26))).toBe(false)
    await leases().release('shift', 'b')
    expect(await leases().take('shift', 'c', at(16), at(26))).toBe(true)
  })
})
