import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Tokens } from './call.ts'
import { PlatformSilent } from './errors.ts'

/**
 * A token's life: fetched by one process under a lease, kept in the shared store, read by the others. A process asks
 * the store before it asks the platform, so a newer token of another process is used, not fought over. The lease runs
 * on the machine's clock (it guards work, not business time); the token's age on the given clock.
 */
export type TokenRecord = { token: string; obtainedAt: Date; expiresAt: Date }
export type TokenStore = {
  read(key: string): Promise<TokenRecord | null>
  write(key: string, record: TokenRecord): Promise<void>
}
export type LeasePort = {
  /** True when `owner` now holds the lease until `until`. */
  take(name: string, owner: string, now: Date, until: Date): Promise<boolean>
  release(name: string, owner: string): Promise<void>
}

export type TokenNeeds = {
  /** `oa:<appid>`, `wecom:<corpid>:<agentid>`: never made from a secret. */
  key: string
  fetch(): Promise<{ token: string; expiresInSeconds: number }>
  store: TokenStore
  leases: LeasePort
  owner: string
  clock: Clock
  machine?: Clock
  pause?: (ms: number) => Promise<void>
}

const LEASE_MS = 15_000
const POLL_MS = 40
const GIVE_UP_MS = 20_000
/** Renewed at 85 % of its life: both platforms keep the old one valid for a while. */
const USED_SHARE = 0.85

const realPause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export function createTokens(needs: TokenNeeds): Tokens {
  const { key, fetch, store, leases, owner, clock, machine = systemClock, pause = realPause } = needs
  let known: TokenRecord | null = null
  let flight: Promise<string> | null = null

  return {
    async current() {
      if (known && isFresh(known)) return known.token
      return shared(null)
    },
    async renew(stale) {
      if (known && known.token !== stale && isFresh(known)) return known.token
      return shared(stale)
    },
  }

  function isFresh({ obtainedAt, expiresAt }: TokenRecord): boolean {
    const life = expiresAt.getTime() - obtainedAt.getTime()
    return clock.now().getTime() < obtainedAt.getTime() + life * USED_SHARE
  }

  async function shared(stale: string | null): Promise<string> {
    // Whoever is under way already may have set out before the token was known to be stale, and bring it back.
    while (flight !== null) {
      const found = await flight
      if (found !== stale) return found
    }
    flight = find(stale).finally(() => {
      flight = null
    })
    return flight
  }

  async function find(stale: string | null): Promise<string> {
    const giveUp = machine.now().getTime() + GIVE_UP_MS
    while (machine.now().getTime() < giveUp) {
      const stored = await usable(stale)
      if (stored) return stored
      const now = machine.now()
      if (await leases.take(`token:${key}`, owner, now, new Date(now.getTime() + LEASE_MS)))
        return fetchUnderLease(stale)
      await pause(POLL_MS)
    }
    throw new PlatformSilent({
      api: 'token',
      mayHaveHappened: false,
      reason: 'another process holds the refresh and does not finish',
    })
  }

  async function usable(stale: string | null): Promise<string | null> {
    const stored = await store.read(key)
    if (!stored || stored.token === stale || !isFresh(stored)) return null
    known = stored
    return stored.token
  }

  async function fetchUnderLease(stale: string | null): Promise<string> {
    try {
      const meanwhile = await usable(stale)
      if (meanwhile) return meanwhile
      const { token, expiresInSeconds } = await fetch()
      const obtainedAt = clock.now()
      known = { token, obtainedAt, expiresAt: new Date(obtainedAt.getTime() + expiresInSeconds * 1000) }
      await store.write(key, known)
      return token
    } finally {
      await leases.release(`token:${key}`, owner)
    }
  }
}
