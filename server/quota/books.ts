import type { QuotaLimit } from '../../shared/api/quotas.ts'
import { type QuotaPeriod, quotaPause, quotaPeriods, quotaWindow } from '../../shared/quota-window.ts'
import type { Clock } from '../kit/clock.ts'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import type { QuotaApi, QuotaApisStore } from '../store/quota-apis.ts'
import type { QuotasStore } from '../store/quotas.ts'
import { createHand, type Drawn, type Hand } from './hand.ts'
import { countedPerApp, type LimitedAccount, limitIn, limitsOf } from './limits.ts'

/**
 * The books of all accounts as one worker uses them. Every call is counted in every window that has a limit, and in the
 * day's in any case, so that a page can show what was used. What the platform refuses closes the API for all workers,
 * whatever we counted.
 */
export type QuotaAccount = LimitedAccount & { appId: string; agentId: string | null }
/** Marketing leaves a share of the book to what can't wait. */
export type Purpose = 'urgent' | 'marketing'
type Reservation =
  | { kind: 'go'; unused(): void; refused(per: QuotaPeriod, answer: Answer): Promise<Date> }
  | { kind: 'spent'; until: Date }

export type BooksNeeds = {
  quotas: QuotasStore
  apis: QuotaApisStore
  clock: Clock
  machine: Clock
  worker: string
  /** More calls of the account are possible than were before: what waits for them need not wait to the end of the day. */
  freed(account: QuotaAccount): Promise<void>
  log: Log
}

const URGENT_SHARE = 0.1
/** What another process learned of an API is seen within this time. */
const REMEMBER_MS = 15_000
/** A refusal so soon after a pause means that the pause was too short. */
const AGAIN_MS = 5 * 60_000
const SWEEP_MS = 10_000
const GIVE_BACK_WITHIN_MS = 2000

export function createQuotaBooks({ quotas, apis, clock, machine, worker, freed, log }: BooksNeeds) {
  const hands = new Map<string, Hand>()
  const remembered = new Map<string, { known: Promise<QuotaApi | null>; until: number }>()
  const machineMs = () => machine.now().getTime()
  const timer = setInterval(() => void giveBackOld(), SWEEP_MS)
  timer.unref()

  return {
    /** What a platform client asks before each call. */
    of: (account: QuotaAccount, purpose: Purpose) => ({
      reserve: (path: string, units: number) => reserveOrWait({ account, path, units, purpose }),
    }),
    giveBackOld,

    /** The account's APIs that were called since the platform's midnight. */
    async calledToday(account: QuotaAccount): Promise<string[]> {
      const open = await quotas.open(clock.now())
      const own = open.filter(({ per, holder, api }) => per === 'day' && holder === holderOf(account, api))
      return own.map(({ api }) => api)
    },

    async platformSaid(
      account: QuotaAccount,
      { api, limit, used }: { api: string; limit: number | null; used: number },
    ) {
      const named = { holder: holderOf(account, api), api }
      const now = clock.now()
      const wasFull = await isFull(account, named)
      if (limit !== null) await apis.platformSays(named, { per: 'day', calls: limit, at: now })
      const book = { ...named, per: 'day' as const, ...quotaWindow('day', now) }
      await quotas.correct(book, { used, now, machineNow: machine.now() })
      forget(named)
      if (!wasFull) return
      const most = limitIn('day', await apis.get(named), limitsOf(account, api).limits)?.calls ?? null
      if (most === null || used >= most) return
      // Somebody had the platform count the day anew.
      await apis.reopen(named)
      lookAgain(named)
      await freed(account)
    },

    /** The platform began to count the account's day anew. */
    async cleared(account: QuotaAccount): Promise<void> {
      const holder = holderOf(account, '')
      await quotas.clear(holder, clock.now())
      await apis.reopen({ holder })
      remembered.clear()
      lookAgain({ holder })
      await freed(account)
    },

    async limitSet(account: QuotaAccount, { api, per, calls }: QuotaLimit): Promise<void> {
      const named = { holder: holderOf(account, api), api }
      await apis.personSays(named, { per, calls, at: clock.now() })
      forget(named)
      lookAgain(named)
      await freed(account)
    },

    /** Gives back what this worker holds; false when it could not. */
    async stop(): Promise<boolean> {
      clearInterval(timer)
      try {
        await inTime(Promise.all([...hands.values()].map((hand) => hand.giveBack())), GIVE_BACK_WITHIN_MS)
        return true
      } catch (error) {
        log.warn({ err: error }, 'Unused calls could not be given back; they are lost until their windows end')
        return false
      }
    },
  }

  /** Without the book nobody knows whether the call is one too many: it is not made, and tried again in a minute. */
  async function reserveOrWait(asked: Asked): Promise<Reservation> {
    try {
      return await reserve(asked)
    } catch (error) {
      log.error({ err: error, api: asked.path }, 'The quota book could not be asked; the call waits')
      return { kind: 'spent', until: quotaPause('minute', clock.now()) }
    }
  }

  async function reserve({ account, path, units, purpose }: Asked): Promise<Reservation> {
    const { api, limits, urgent } = limitsOf(account, path)
    const named = { holder: holderOf(account, api), api }
    const known = await recalled(named)
    const now = clock.now()
    if (known?.closed && known.closed.until > now) return { kind: 'spent', until: known.closed.until }
    const drawn: Extract<Drawn, { kind: 'go' }>[] = []
    const unused = () => {
      for (const one of drawn) one.undo()
    }
    for (const per of quotaPeriods) {
      const calls = limitIn(per, known, limits)?.calls ?? null
      if (calls === null && per !== 'day') continue
      const keep = urgent && purpose === 'marketing'
      const ceiling = calls === null || !keep ? calls : calls - Math.floor(calls * URGENT_SHARE)
      const one = await handOf(named, per, purpose).draw(units, ceiling)
      if (one.kind === 'spent') {
        unused()
        return one
      }
      drawn.push(one)
    }
    return { kind: 'go', unused, refused: (per, answer) => closed(account, named, { per, answer }) }
  }

  /** No call of today is left, or none is taken until the day ends. */
  async function isFull(account: QuotaAccount, named: Named): Promise<boolean> {
    const now = clock.now()
    const known = await apis.get(named)
    if (known?.closed?.per === 'day' && known.closed.until > now) return true
    const most = limitIn('day', known, limitsOf(account, named.api).limits)?.calls ?? null
    const book = await quotas.get({ ...named, per: 'day', ...quotaWindow('day', now) })
    return most !== null && (book?.taken ?? 0) >= most
  }

  /** Other workers do so by themselves within seconds. */
  function lookAgain({ holder, api }: { holder: string; api?: string }): void {
    const begin = api === undefined ? `${holder}|` : `${holder}|${api}|`
    for (const [key, hand] of hands) if (key.startsWith(begin)) hand.lookAgain()
  }

  function forget({ holder, api }: Named): void {
    remembered.delete(`${holder}|${api}`)
  }

  function handOf(named: Named, per: QuotaPeriod, purpose: Purpose): Hand {
    const key = `${named.holder}|${named.api}|${per}|${purpose}`
    const known = hands.get(key)
    if (known) return known
    const name = `${worker}:${purpose}`
    const fresh = createHand({ quotas, clock, machine, name, book: { ...named, per } })
    hands.set(key, fresh)
    return fresh
  }

  function recalled(named: Named): Promise<QuotaApi | null> {
    const key = `${named.holder}|${named.api}`
    const kept = remembered.get(key)
    if (kept && kept.until > machineMs()) return kept.known
    const known = apis.get(named)
    remembered.set(key, { known, until: machineMs() + REMEMBER_MS })
    // What could not be read is asked again by the next; whoever waits for it hears the error.
    known.catch(() => remembered.delete(key))
    return known
  }

  /**
   * WeCom does not say which of its windows is used up (C1.2): a refusal right after a minute's pause means the hour's,
   * and one after that the day's.
   */
  async function closed(account: QuotaAccount, named: Named, { per, answer }: { per: QuotaPeriod; answer: Answer }) {
    const now = clock.now()
    const before = (await apis.get(named))?.closed ?? null
    if (before && before.until > now) return before.until
    const again = account.kind === 'wecom' && before && now.getTime() - before.until.getTime() < AGAIN_MS
    const longer = again ? longerThan(before.per) : per
    const until = quotaPause(longer, now)
    await apis.close(named, { per: longer, until, ...answer, at: now })
    forget(named)
    log.warn({ ...named, errcode: answer.errcode, until }, 'A platform refused for too many calls; the API rests')
    return until
  }

  async function giveBackOld(): Promise<void> {
    for (const [key, hand] of hands) {
      if (!hand.isOld()) continue
      try {
        await hand.giveBack()
        if (hand.isIdle()) hands.delete(key)
      } catch (error) {
        log.warn({ err: error, key }, 'Unused calls could not be given back; they are lost until the window ends')
      }
    }
  }
}
export type QuotaBooks = ReturnType<typeof createQuotaBooks>
type Answer = { errcode: number; says: string }
type Named = { holder: string; api: string }
type Asked = { account: QuotaAccount; path: string; units: number; purpose: Purpose }

const longerThan = (per: QuotaPeriod): QuotaPeriod => (per === 'minute' ? 'hour' : 'day')

/** A token belongs to an application, a limit mostly to the corp (C1.2). */
export const holderOf = ({ kind, appId, agentId }: QuotaAccount, api: string): string =>
  kind === 'wecom' && countedPerApp(api) && agentId !== null ? `wecom:${appId}:${agentId}` : `${kind}:${appId}`
