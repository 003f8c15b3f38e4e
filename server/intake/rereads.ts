import type { Change, ChangedPart, ChangeHands } from '../../shared/account-news.ts'
import type { InboxResult, InboxRow } from '../store/inbox.ts'

export type ChangeRow = { row: InboxRow; change: Change }
type Needs = {
  hands: ChangeHands
  /** Says what became of rows; it keeps what it can't write. */
  settle(results: readonly InboxResult[]): Promise<void>
  troubleOf(row: InboxRow, error: unknown): InboxResult
  renew(rows: readonly InboxRow[]): Promise<void>
  renewEveryMs: number
}
type Desk = { account: string; part: ChangedPart; waiting: ChangeRow[]; working: Promise<void> | null }

/** More rows than this are not kept waiting in memory: the pump takes no further ones meanwhile. */
const MAX_WAITING = 2000

/**
 * Rows saying that something of an account changed: the part is read again beside the batches, because a reading may
 * take minutes and a welcome code lives twenty seconds.
 *
 *   waiting ──its desk is free──▶ read, together with all that wait there ──▶ done | again | failed
 *      └──stop──▶ given back
 *
 * One desk per account and part, so that a thousand changes cost two readings. A row is done only after a reading that
 * began when it was there; a part nobody reads leaves its rows unknown: kept, listed, replayable.
 */
export function createRereads({ hands, settle, troubleOf, renew, renewEveryMs }: Needs) {
  const desks = new Map<string, Desk>()
  let renewal: NodeJS.Timeout | null = null
  const stopping = new AbortController()

  return {
    /** Resolves when there is room for more. */
    async take(rows: readonly ChangeRow[]): Promise<void> {
      for (const one of rows) deskOf(one).waiting.push(one)
      if (rows.length > 0) renewal ??= setInterval(() => void renew(held()), renewEveryMs)
      for (const desk of desks.values()) desk.working ??= work(desk)
      while (held().length > MAX_WAITING) await Promise.race(working())
    },
    async idle(): Promise<void> {
      while (desks.size > 0) await Promise.all(working())
    },
    /** Gives back what was not begun, or broke off for the stop, and waits for what was. */
    async stop(): Promise<void> {
      stopping.abort()
      await Promise.all(working())
    },
  }

  /** The rows whose lease is to be kept. */
  function held(): InboxRow[] {
    return [...desks.values()].flatMap(({ waiting }) => waiting.map(({ row }) => row))
  }

  function working(): Promise<void>[] {
    return [...desks.values()].flatMap(({ working }) => working ?? [])
  }

  function deskOf({ row: { account }, change: { part } }: ChangeRow): Desk {
    const key = keyOf({ account, part })
    const desk = desks.get(key) ?? { account, part, waiting: [], working: null }
    desks.set(key, desk)
    return desk
  }

  async function work(desk: Desk): Promise<void> {
    while (desk.waiting.length > 0) {
      const rows = [...desk.waiting]
      const results = stopping.signal.aborted ? rows.map(givenBack) : await read(desk, rows)
      await settle(results)
      desk.waiting = desk.waiting.filter((one) => !rows.includes(one))
    }
    desks.delete(keyOf(desk))
    if (desks.size > 0 || renewal === null) return
    clearInterval(renewal)
    renewal = null
  }

  async function read({ account, part }: Desk, rows: readonly ChangeRow[]): Promise<InboxResult[]> {
    const hand = hands[part]
    if (hand === undefined) return rows.map(({ row: { id, claim } }) => ({ id, claim, kind: 'unknown' }))
    try {
      await hand(
        account,
        rows.map(({ change }) => change),
        stopping.signal,
      )
      return rows.map(({ row: { id, claim } }) => ({ id, claim, kind: 'done' }))
    } catch (error) {
      return rows.map((one) => (stopping.signal.aborted ? givenBack(one) : troubleOf(one.row, error)))
    }
  }
}

const keyOf = ({ account, part }: Pick<Desk, 'account' | 'part'>) => `${account}:${part}`
const givenBack = ({ row: { id, claim } }: ChangeRow): InboxResult => ({ id, claim, kind: 'given-back' })
