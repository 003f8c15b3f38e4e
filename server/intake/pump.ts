import type { ChangeHands, JobReport } from '../../shared/account-news.ts'
import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { untilWritten } from '../kit/until-written.ts'
import type { InboxResult, InboxRow, InboxStore } from '../store/inbox.ts'
import type { Enrich } from './enrich.ts'
import { type ChangeRow, createRereads } from './rereads.ts'
import { RowUnreadable, translateRow } from './translate-row.ts'

/**
 * Works the inbox off: claim a batch → translate → ask the platforms → link to people → tell the journeys → settle.
 *
 *   idle ──nudge, sweep──▶ working ──batch was full──▶ working
 *     ▲                        └──nothing left──▶ idle          any ──stop()──▶ the piece under way ends ──▶ stopped
 *
 * The lease of a batch is renewed while it is worked on, so that no slow batch is ever worked on by two workers.
 * What changed about an account, and about no person, is read again beside the batches (`rereads.ts`).
 * Everything behind it is idempotent by event id, so a batch that breaks off is simply done again. When a batch fails
 * as a whole its rows are tried one by one, so that one bad row costs nobody else anything; after `MAX_ATTEMPTS` it is
 * failed, with its problem, for a person to see. Leases run on the machine's clock, events on the business's.
 */
export type PumpNeeds = {
  inbox: Pick<InboxStore, 'claim' | 'renew' | 'settle'>
  /** The appid or corpid of a connected account; null when it is gone. */
  appIdOf(account: string): Promise<string | null>
  enrich: Enrich
  linkIncoming(incoming: Incoming[], now: Date): Promise<readonly LinkedRow[]>
  /**
   * `order` is the row's; `repeated` says that the journeys may have heard of it: it was worked on, and not to the end.
   * `whole`: more of the person may be other than the event says.
   */
  reactToEvents(
    items: { contact: Contact; event: DomainEvent; order: number; repeated: boolean; whole: boolean }[],
    now: Date,
  ): Promise<void>
  /** Who reads a changed part of an account again. */
  hands: ChangeHands
  /** A job of an account ended. */
  reported(account: string, report: JobReport, at: Date): Promise<void>
  /** The shards of the inbox this process may work on; all when not given. */
  shards?: () => readonly number[]
  clock: Clock
  machine?: Clock
  log: Log
  worker: string
  sweepMs?: number
  leaseMs?: number
  /** Milliseconds since some moment. */
  stopwatch?: () => number
}

type LinkedRow = {
  incoming: Incoming
  contact: Contact
  repeated: boolean
  created?: boolean
  merged?: readonly unknown[]
}

const LARGEST_BATCH = 200
/** While something urgent comes, and while work is slow, what comes next waits for fewer. */
const SMALLEST_BATCH = 50
/** A batch that took longer makes the next one smaller, one that took less than half of it larger. */
const BATCH_MS = 1000
const LEASE_MS = 60_000
const MAX_ATTEMPTS = 5
const RETRY_MS = [1000, 5000, 30_000, 120_000]

type Translated = { row: InboxRow; incoming: readonly Incoming[] }

export function createPump(needs: PumpNeeds) {
  const {
    inbox,
    enrich,
    linkIncoming,
    reactToEvents,
    clock,
    machine = systemClock,
    log,
    worker,
    sweepMs = 1000,
    leaseMs = LEASE_MS,
    stopwatch = () => performance.now(),
  } = needs
  /** What became of rows while the database was away: written before anything new is taken. */
  const unwritten = untilWritten<InboxResult>(
    (results) => inbox.settle(results, clock.now()),
    (error) => log.error({ err: error }, 'what became of a row of the inbox could not be written; it is tried again'),
  )
  const rereads = createRereads({
    hands: needs.hands,
    async settle(results) {
      try {
        await unwritten.write(results)
      } catch (error) {
        log.error({ err: error }, 'what became of a reading could not be written; it is tried again')
      }
    },
    troubleOf,
    renew,
    renewEveryMs: leaseMs / 3,
  })
  let running: Promise<void> | null = null
  let again = false
  let hurried = false
  let size = SMALLEST_BATCH
  let stopped = false
  let timer: NodeJS.Timeout | null = null

  return {
    start(): void {
      timer ??= setInterval(nudge, sweepMs)
    },
    nudge,
    /** Works until nothing is due. For tests and for a drain before exit. */
    async drain(): Promise<void> {
      nudge()
      while (running) await running
      await rereads.idle()
    },
    /** Takes nothing new, finishes the piece under way and gives back the rows it has not begun; false when it could not. */
    async stop(): Promise<boolean> {
      stopped = true
      if (timer) clearInterval(timer)
      await Promise.all([running, rereads.stop()])
      await rereads.idle()
      return unwritten.kept().length === 0
    },
  }

  function nudge(): void {
    if (stopped) return
    again = true
    running ??= work().finally(() => {
      running = null
    })
  }

  async function work(): Promise<void> {
    while (again && !stopped) {
      again = false
      try {
        const taken = await workBatch()
        if (taken > 0) again = true
      } catch (error) {
        log.error({ err: error }, 'the inbox could not be worked on; it is tried again at the next sweep')
        again = false
      }
    }
  }

  async function workBatch(): Promise<number> {
    await unwritten.tryAgain()
    const shards = needs.shards?.()
    const limit = hurried ? SMALLEST_BATCH : size
    const startedAt = stopwatch()
    const rows = await inbox.claim({
      limit,
      now: machine.now(),
      leaseMs,
      worker,
      ...(shards && { shards }),
    })
    hurried = rows.some(({ urgent }) => urgent)
    if (rows.length === 0) return 0
    const renewal = setInterval(() => void renew(rows), leaseMs / 3)
    try {
      await unwritten.write(await workRows(rows))
    } finally {
      clearInterval(renewal)
    }
    const tookMs = stopwatch() - startedAt
    if (tookMs > BATCH_MS) size = Math.max(SMALLEST_BATCH, size / 2)
    else if (rows.length === size && tookMs < BATCH_MS / 2) size = Math.min(LARGEST_BATCH, size * 2)
    return rows.length
  }

  async function renew(rows: readonly InboxRow[]): Promise<void> {
    try {
      await inbox.renew(rows, new Date(machine.now().getTime() + leaseMs))
    } catch (error) {
      log.warn({ err: error, rows: rows.length }, 'the lease of a batch of the inbox could not be renewed')
    }
  }

  async function workRows(rows: readonly InboxRow[]): Promise<InboxResult[]> {
    const results: InboxResult[] = []
    const translated: Translated[] = []
    const changes: ChangeRow[] = []
    for (const row of rows) {
      const outcome = stopped ? givenBack(row) : await translateOne(row)
      if ('kind' in outcome) results.push(outcome)
      else if ('change' in outcome) changes.push(outcome)
      else translated.push(outcome)
    }
    await rereads.take(changes)
    const { first, rest } = urgentFirst(translated)
    return [...results, ...(await linkAll(first)), ...(await linkAll(rest))]
  }

  async function translateOne(row: InboxRow): Promise<InboxResult | Translated | ChangeRow> {
    try {
      const translation = translateRow(row, row.platform === 'internal' ? null : await needs.appIdOf(row.account))
      if (translation === null) return { ...idOf(row), kind: 'unknown' }
      if (translation.kind === 'events') return { row, incoming: translation.incoming }
      if (translation.kind === 'changed') return { row, change: translation.change }
      await needs.reported(row.account, translation.report, row.receivedAt)
      return { ...idOf(row), kind: 'done' }
    } catch (error) {
      return troubleOf(row, error)
    }
  }

  async function linkAll(batch: readonly Translated[], again = false): Promise<InboxResult[]> {
    if (batch.length === 0) return []
    if (stopped) return batch.map(({ row }) => givenBack(row))
    try {
      await carryOut(batch, { again })
      return batch.map(({ row }) => ({ ...idOf(row), kind: 'done' }))
    } catch (error) {
      if (batch.length === 1 && batch[0]) return [troubleOf(batch[0].row, error)]
      log.warn({ err: error, rows: batch.length }, 'a batch of the inbox failed; its rows are tried one by one')
    }
    const results: InboxResult[] = []
    for (const one of batch) results.push(...(await linkAll([one], true)))
    return results
  }

  async function carryOut(batch: readonly Translated[], { again }: { again: boolean }): Promise<void> {
    const all = batch.flatMap(({ incoming }) => incoming)
    const rows = new Map(batch.flatMap(({ row, incoming }) => incoming.map(({ event }) => [event.id, row])))
    if (all.length === 0) return
    const linked = await linkIncoming(await enrich(all), clock.now())
    const items = linked.map((one) => {
      const { incoming, contact, repeated } = one
      const { event } = incoming
      const { order = 0, attempts = 1 } = rows.get(event.id) ?? {}
      // Recorded by a page or an import, and worked on for the first time: no journey has heard of it yet.
      return { contact, event, order, repeated: repeated && (again || attempts > 1), whole: changesMore(one) }
    })
    await reactToEvents(items, clock.now())
  }

  function troubleOf(row: InboxRow, error: unknown): InboxResult {
    const problem = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
    log.error({ err: error, row: row.id, type: row.type, attempts: row.attempts }, 'a row of the inbox failed')
    if (error instanceof RowUnreadable || row.attempts >= MAX_ATTEMPTS) return { ...idOf(row), kind: 'failed', problem }
    const wait = RETRY_MS[row.attempts - 1] ?? 120_000
    return { ...idOf(row), kind: 'again', at: new Date(machine.now().getTime() + wait), problem }
  }
}
export type Pump = ReturnType<typeof createPump>

/** New, merged, taught something, or linked by somebody else, who knows what it changed. */
const changesMore = ({ incoming: { facts }, repeated, created = false, merged = [] }: LinkedRow): boolean =>
  repeated || created || merged.length > 0 || Object.keys(facts).some((fact) => fact !== 'following')

/** Whom something urgent is about, with what came of them before it, and then the others: each part is done to its end. */
function urgentFirst(batch: readonly Translated[]): Record<'first' | 'rest', Translated[]> {
  const hurried = new Set(batch.flatMap(({ row }) => (row.urgent ? [row.person] : [])))
  const isFirst = ({ row }: Translated) => hurried.has(row.person)
  return { first: batch.filter(isFirst), rest: batch.filter((one) => !isFirst(one)) }
}

const givenBack = (row: InboxRow): InboxResult => ({ ...idOf(row), kind: 'given-back' })
const idOf = ({ id, claim }: InboxRow) => ({ id, claim })
