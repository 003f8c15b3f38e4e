import { dayOf } from '../../shared/local-time.ts'
import type { Delivery } from '../channels/contract.ts'
import { inTime } from '../kit/in-time.ts'
import { newId } from '../kit/new-id.ts'
import { untilWritten, writeApart } from '../kit/until-written.ts'
import { chunksOf } from '../store/bulk.ts'
import type { MassJob } from '../store/mass-jobs.ts'
import type { Ask, AskEnd } from '../store/member-asks.ts'
import type { Claimed, Settlement } from '../store/outbox.ts'
import { createAddresseeRates } from './addressee-rates.ts'
import { CUT_OFF, createAdmission, type Settled } from './admission.ts'
import { askEndOf, type Claimed as ClaimedCall, createAskedMembers } from './asked-members.ts'
import type { Channel, RelayNeeds } from './needs.ts'
import { lineOf, queue, settlementOf, uncalled, unknown, withAddress } from './settlements.ts'
import { type Call, type Ready, wavesOf } from './waves.ts'

/**
 * Claims what is due, asks whether it may leave, calls the channel, records what became of it. Rows of one person leave
 * one after the other, in the order they were decided. A call that may not be made twice is marked before it is made:
 * who finds such a row left behind knows that it may have gone out, and shows it to a person instead of sending it again.
 */
const LEASE_MS = 60_000
const CLAIM = 500
const MAX_ATTEMPTS = 8
/** How the platform says that nothing is left to draw on: 43101; 45015 or 45047; 41050 or 41051 (facts B4, A6.2, C4.6). */
const emptied = { grant: 'not-reachable', window: 'window-closed', greeting: 'window-closed' } as const
const RELEASE_WITHIN_MS = 2000

/** What the platform accepted for many is known before it is written at each of them. */
type Done = Settled & { job?: MassJob; ask?: Ask & { end: AskEnd } }
type Delivered = Ready & { delivery: Delivery; ask?: Ask | undefined }

export function createRelay(needs: RelayNeeds) {
  const { outbox, clock, machine, pace, log } = needs
  const { plan, mayHaveLeft } = createAdmission(needs)
  const members = createAskedMembers({ ...needs, timeZone: pace.timeZone })
  const book = createAddresseeRates({ books: needs.addresseeBooks, clock, machine })

  /** What became of rows and is not written yet, and the claims of sweeps that broke off with rows in hand. */
  const notWritten = (error: unknown) =>
    log.error({ err: error }, 'What became of a message could not be written; it is tried again')
  const results = untilWritten<Done>(record, notWritten)
  const broken = new Set<string>()

  async function sweepOnce(): Promise<number> {
    await makeGood()
    const claim = newId('cl')
    try {
      return await sweepUnder(claim)
    } catch (error) {
      broken.add(claim)
      throw error
    }
  }

  async function sweepUnder(claim: string): Promise<number> {
    const claimedAt = machine.now()
    const lease = { machineNow: claimedAt, leaseMs: LEASE_MS }
    const rows = await outbox.claim({ claim, now: clock.now(), ...lease, limit: CLAIM, marks: isKeyed })
    if (rows.length === 0) return 0
    const { ready, settled } = await plan([...rows, ...(await othersLike(rows, claim))])
    const { going, waiting: full } = await book(ready)
    const { fresh, repeated } = await members.unasked(going)
    const { waves, waiting } = wavesOf(fresh, clock.now())
    const held = waiting.map(({ ready: { row, summary }, until }): Settled => {
      const settlement = { ...uncalled(row), notBefore: until }
      return { row, settlement, summary }
    })
    const queued = full.map(({ ready: { row, summary }, until, why }) => ({
      row,
      settlement: queue(row, until, why),
      summary,
    }))
    await write([...settled, ...repeated, ...held, ...queued])
    while (waves.length > 0 && !stopped) await deliverWave(waves.shift() ?? [], claimedAt)
    // Claimed and not begun: another takes it up at once, and nobody is told of it.
    if (waves.length > 0) await outbox.giveBack([claim], { uncalledSince: claimedAt })
    return rows.length
  }

  /**
   * Marked with the claim, which saves a write: a repeat of such a call is harmless while the platform knows the key.
   * One to many is marked when it is known who is in it.
   */
  const isKeyed = (name: string) => {
    const channel = needs.channelOf(name)
    return channel?.repeat === 'keyed' && !channel.together
  }

  /** Who sends to many in one call gathers all of them: a claim of the usual size would make twenty calls of one. */
  async function othersLike(rows: readonly Claimed[], claim: string): Promise<Claimed[]> {
    if (rows.length < CLAIM) return []
    const found: Claimed[] = []
    for (const name of new Set(rows.map(({ channel }) => channel))) {
      const together = needs.channelOf(name)?.together
      const limit = (together?.most ?? 0) - rows.filter(({ channel }) => channel === name).length
      if (limit <= 0) continue
      const lease = { machineNow: machine.now(), leaseMs: LEASE_MS }
      found.push(...(await outbox.claim({ claim, now: clock.now(), ...lease, limit, channel: name, marks: isKeyed })))
    }
    return found
  }

  /** So many at once as the database takes easily. */
  async function write(settled: readonly Done[]): Promise<void> {
    for (const chunk of chunksOf(settled, CLAIM)) await results.write(chunk)
  }

  /** The database was away: its rows need not wait for the end of a lease whose holder lives and knows how far it came. */
  async function makeGood(): Promise<void> {
    await results.tryAgain()
    if (broken.size === 0) return
    const known = results.kept().map(({ row }) => row.key)
    await outbox.giveBack([...broken], { except: known })
    broken.clear()
  }

  async function deliverWave(wave: readonly Call[], claimedAt: Date): Promise<void> {
    const late = machine.now().getTime() - claimedAt.getTime() > LEASE_MS / 2
    const { calls, settled } = await members.claimed(wave)
    await write(settled)
    const singles = calls.flatMap(({ call: one, ...more }) =>
      one.kind === 'single' ? [{ ready: one.ready, ...more }] : [],
    )
    const marked = singles.filter(({ ready: { channel } }) => late || channel.repeat === 'unsafe')
    const held = await mark(marked.map(({ ready: { row } }) => row))
    const ours = singles.filter((one) => held.has(one.ready.row.key) || !marked.includes(one))
    const shared = calls.flatMap((one) => (one.call.kind === 'together' ? [deliverTogether(one, one.call)] : []))
    await Promise.all([...shared, deliverSingles(ours)])
  }

  type Single = Pick<ClaimedCall, 'since' | 'asks'> & { ready: Ready }
  async function deliverSingles(singles: readonly Single[]): Promise<void> {
    const now = clock.now()
    const delivered = await Promise.all(
      singles.map(async ({ ready, since, asks }) => ({
        ...ready,
        delivery: await call(ready, since),
        ask: asks.get(ready),
      })),
    )
    await conclude(delivered.map((one) => ({ ...one, job: taskOf(one, now) })))
  }

  /** A task for a member is asked about later, though it is for one customer only. */
  function taskOf({ row, channel, content, address, delivery }: Delivered, createdAt: Date): MassJob | null {
    const sender = delivery.kind === 'handed' ? channel.together?.senderOf({ content, address }) : null
    if (!sender || delivery.kind !== 'handed') return null
    const named = { key: `one:${row.key}`, channel: row.channel, ...sender, receipt: delivery.receipt }
    return { ...named, fate: 'handed', people: 1, createdAt }
  }

  /** One call for all of them, or none: a repeat can only name all of them again. */
  async function deliverTogether(
    { since, asks }: ClaimedCall,
    { rows, sender, batch }: Extract<Call, { kind: 'together' }>,
  ): Promise<void> {
    const [first] = rows
    if (!first) return
    const claimed = rows.map(({ row }) => row)
    const undone = () =>
      rows.map((one): Done => {
        const ask = asks.get(one)
        const settlement = uncalled(one.row)
        return {
          row: one.row,
          settlement,
          summary: one.row.channel,
          ...(ask && { ask: { ...ask, end: 'free' as const } }),
        }
      })
    const lease = { machineNow: machine.now(), leaseMs: LEASE_MS }
    try {
      if (!(await outbox.markTogether(claimed, { batch, ...lease }))) return await write(undone())
    } catch (error) {
      results.keep(undone())
      throw error
    }
    const { channel, content } = first
    const addresses = rows.map(({ address }) => address)
    const errand = { content, addresses, key: batch.key, now: clock.now(), ...(since && { since }) }
    const deliveries = await answered(rows, async () => (await channel.together?.deliver(errand)) ?? [])
    const delivered = rows.map((one, index) => ({
      ...one,
      delivery: deliveries[index] ?? { kind: 'unknown' as const, why: '平台没有说明这一条的结果' },
      ask: asks.get(one),
    }))
    const accepted = deliveries.find((one) => one.kind === 'sent' || one.kind === 'handed')
    const receipt = accepted?.receipt ?? null
    const job =
      accepted && receipt !== null
        ? {
            ...{ key: batch.key, channel: first.row.channel, ...sender, receipt, fate: accepted.kind },
            ...{ people: rows.length, createdAt: errand.now },
          }
        : null
    await conclude(delivered.map((one) => ({ ...one, job })))
  }

  async function conclude(delivered: readonly (Delivered & { job: MassJob | null })[]): Promise<void> {
    const now = clock.now()
    await write(
      delivered.map(({ row, summary, address, delivery, job, ask }) => {
        const settlement = withAddress(settlementOf(row, delivery, now), address)
        return {
          row,
          summary,
          settlement,
          ...(job && { job }),
          ...(ask && { ask: { ...ask, end: askEndOf(delivery) } }),
        }
      }),
    )
    await Promise.all(delivered.map(spend))
  }

  /** When the answer is lost the rows may bear a mark, and nobody but this process knows that they were not called. */
  async function mark(rows: readonly Claimed[]): Promise<Set<string>> {
    try {
      return await outbox.markCalling(rows, { machineNow: machine.now(), leaseMs: LEASE_MS })
    } catch (error) {
      results.keep(rows.map((row) => ({ row, settlement: uncalled(row), summary: row.channel })))
      throw error
    }
  }

  /** The platform counts too: what is not written here only makes us more hopeful than it is. */
  async function spend({ row, channel, address, content, delivery }: Delivered): Promise<void> {
    const { contact } = row
    if (contact === null || (delivery.kind !== 'sent' && delivery.kind !== 'skipped')) return
    try {
      const receipt = delivery.kind === 'sent' ? delivery.receipt : null
      const ledger = channel.ledger({ content, address, receipt })
      if (!ledger) return
      if (delivery.kind === 'sent') await needs.ledger.spend({ contact, ledger })
      else if (delivery.why === emptied[ledger.kind]) await needs.ledger.forfeit({ contact, ledger })
    } catch (error) {
      log.error({ err: error, key: row.key }, 'What a message used up could not be written')
    }
  }

  async function call(ready: Ready, since: Date | null): Promise<Delivery> {
    const { row, channel, address, content } = ready
    const parcel = {
      content,
      address,
      key: row.key,
      now: clock.now(),
      marketing: row.marketing,
      ...(since && { since }),
    }
    const [delivery] = await answered([ready], async () => [await channel.deliver(parcel)])
    return delivery ?? { kind: 'unknown', why: '平台没有说明这一条的结果' }
  }

  /** A channel turns what platforms do into a `Delivery`; what it throws is a fault of ours. */
  async function answered(rows: readonly Ready[], deliver: () => Promise<readonly Delivery[]>) {
    try {
      return await deliver()
    } catch (error) {
      const { key, channel } = rows[0]?.row ?? {}
      log.error({ err: error, key, channel }, 'A channel failed in a way it does not know')
      return rows.map(({ row, channel }) => faultOf(row, channel))
    }
  }

  function faultOf(row: Claimed, { repeat }: Channel): Delivery {
    if (repeat === 'unsafe') return { kind: 'unknown', why: '发送时程序出错，不确定是否已送出' }
    if (row.attempts >= MAX_ATTEMPTS) return { kind: 'refused', why: `发送时程序出错，已重试 ${MAX_ATTEMPTS} 次` }
    return { kind: 'later', at: new Date(clock.now().getTime() + 60_000), why: 'busy' }
  }

  /** The timeline first: it is written under the effect's key, so that a repeat after a crash in between adds nothing. */
  async function record(settled: readonly Done[]): Promise<void> {
    if (settled.length === 0) return
    const now = clock.now()
    const jobs = new Map(settled.flatMap(({ job }) => (job ? [[job.key, job] as const] : [])))
    for (const job of jobs.values()) await needs.massJobs.record(job)
    const asks = new Map(settled.flatMap(({ ask }) => (ask ? [[ask.key, ask] as const] : [])))
    if (asks.size > 0) await needs.memberAsks.settle([...asks.values()])
    await needs.events.append(settled.flatMap((one) => lineOf(one, now, pace.timeZone)))
    await outbox.settle(
      settled.map(({ settlement }) => settlement),
      { now, day: dayOf(now, pace.timeZone) },
    )
    for (const { row, settlement } of settled) needs.count(`outbox_${settlement.fate}`, 1, row.channel)
  }

  /** Rows whose holder died: what may have gone out becomes unknown, the rest waits again. */
  async function sweepAbandoned(): Promise<number> {
    const found = await outbox.abandoned({ machineNow: machine.now(), limit: CLAIM })
    const ours = new Set(results.kept().map(({ row }) => row.key))
    const rows = found.filter(({ key, claim }) => !broken.has(claim) && !ours.has(key))
    const jobs = await needs.massJobs.named([...new Set(rows.flatMap(({ batch }) => (batch ? [batch.key] : [])))])
    const accepted = ({ batch }: Claimed) => batch !== null && jobs.has(batch.key)
    const settled = rows.map((row): Settled => {
      const { key, claim, why, notBefore, calledAt, attempts } = row
      const settlement: Settlement =
        mayHaveLeft(row) && !accepted(row)
          ? unknown(row, CUT_OFF)
          : { key, claim, fate: 'waiting', why, notBefore, calledAt, attempts }
      return { row, settlement, summary: row.channel }
    })
    return settled.length - (await writeApart(settled, record, notWritten)).length
  }

  let stopped = false
  let again = false
  let running: Promise<void> | null = null

  async function drain(): Promise<void> {
    while (again && !stopped) {
      again = false
      try {
        while (!stopped && (await sweepOnce()) === CLAIM);
      } catch (error) {
        // The next sweep makes good what this one left.
        log.error({ err: error }, 'The relay could not finish a sweep')
      }
    }
  }

  function nudge(): void {
    if (stopped) return
    again = true
    running ??= drain().finally(() => {
      running = null
      if (again) nudge()
    })
  }

  return {
    /** Something may be due now. Returns at once. */
    nudge,
    sweepAbandoned,
    /** Sends everything that is due now, and waits for it. */
    async sweep(): Promise<void> {
      nudge()
      while (running) await running
    },
    /** Finishes the wave it is in and gives back what was claimed and not called; false when it could not. */
    async stop(): Promise<boolean> {
      stopped = true
      while (running) await running
      try {
        await inTime(makeGood(), RELEASE_WITHIN_MS)
        return results.kept().length === 0
      } catch (error) {
        log.warn({ err: error }, 'Claimed messages could not be given back; their leases run out')
        return false
      }
    },
  }
}
export type Relay = ReturnType<typeof createRelay>
