import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Tokens } from './call.ts'
import { PlatformRefused, PlatformSilent } from './errors.ts'

/**
 * A token's life: fetched by one process under a lease, kept in the shared store, read by the others. A process asks
 * the store before it asks the platform, so a newer token of another process is used, not fought over. The lease runs
 * on the machine's clock (it guards work, not business time); the token's age on the given clock.
 *
 * An answer that can't help now is remembered for a while, because many calls would ask for it again and a platform
 * shuts its door to who asks wrongly too often (facts C1.1): a refusal of the credentials is given to all who ask
 * meanwhile, and a token that came back although it had been called stale is not asked for a third time.
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
const REMEMBER_MS = 20_000
/** Renewed at 85 % of its life: both platforms keep the old one valid for a while. */
const USED_SHARE = 0.85

const realPause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export function createTokens(needs: TokenNeeds): Tokens {
  const { key, fetch, store, leases, owner, clock, machine = systemClock, pause = realPause } = needs
  let known: TokenRecord | null = null
  let flight: { stale: string | null; landing: Promise<string> } | null = null
  let refusal: { error: PlatformRefused; until: number } | null = null
  let insisted: { token: string; until: number } | null = null

  return {
    async current() {
      if (known && isFresh(known)) return known.token
      return shared(null)
    },
    async renew(stale) {
      if (known && known.token !== stale && isFresh(known)) return known.token
      if (insisted?.token === stale && machineNow() < insisted.until) return stale
      return shared(stale)
    },
  }

  function machineNow(): number {
    return machine.now().getTime()
  }

  function isFresh({ obtainedAt, expiresAt }: TokenRecord): boolean {
    const life = expiresAt.getTime() - obtainedAt.getTime()
    return clock.now().getTime() < obtainedAt.getTime() + life * USED_SHARE
  }

  async function shared(stale: string | null): Promise<string> {
    while (flight !== null) {
      const ahead = flight
      const found = await ahead.landing
      // Who set out before the token was known to be stale may bring it back; who knew has asked for all.
      if (found !== stale || ahead.stale === stale) return found
    }
    const landing = find(stale).finally(() => {
      flight = null
    })
    flight = { stale, landing }
    return landing
  }

  async function find(stale: string | null): Promise<string> {
    const giveUp = machineNow() + GIVE_UP_MS
    while (machineNow() < giveUp) {
      const stored = await usable(stale)
      if (stored) return stored
      if (refusal && machineNow() < refusal.until) throw refusal.error
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
      const { token, expiresInSeconds } = await asked()
      const obtainedAt = clock.now()
      known = { token, obtainedAt, expiresAt: new Date(obtainedAt.getTime() + expiresInSeconds * 1000) }
      insisted = token === stale ? { token, until: machineNow() + REMEMBER_MS } : null
      await store.write(key, known)
      return token
    } finally {
      await leases.release(`token:${key}`, owner)
    }
  }

  async function asked() {
    try {
      const fetched = await fetch()
      refusal = null
      return fetched
    } catch (error) {
      // Bad credentials, an address that is not allowed: a person must mend it. Being busy or used up passes by itself.
      const needsPerson = error instanceof PlatformRefused && ['fix-setup', 'renew-token'].includes(error.remedy)
      if (needsPerson) refusal = { error, until: machineNow() + REMEMBER_MS }
      throw error
    }
  }
}
