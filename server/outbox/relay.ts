import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Delivery } from '../channels/contract.ts'
import { inTime } from '../kit/in-time.ts'
import { newId } from '../kit/new-id.ts'
import { untilWritten, writeApart } from '../kit/until-written.ts'
import type { Claimed, Settlement } from '../store/outbox.ts'
import type { Channel, RelayNeeds } from './needs.ts'
import { capsSince, paceOf } from './pace.ts'
import { renderContent } from './render.ts'
import { lineOf, refused, settlementOf, settlementOfVerdict, skipped, uncalled, unknown } from './settlements.ts'
import { trackLinks } from './track-links.ts'

/**
 * Claims what is due, asks whether it may leave, calls the channel, records what became of it. Rows of one person leave
 * one after the other, in the order they were decided. A call that may not be made twice is marked before it is made:
 * who finds such a row left behind knows that it may have gone out, and shows it to a person instead of sending it again.
 */
const LEASE_MS = 60_000
const CLAIM = 500
const WAVE = 250
/** A kill leaves at most so many rows of which nobody knows whether they went out. */
const UNSAFE_PER_WAVE = 32
const MAX_ATTEMPTS = 8
/** The platforms drop a repeat of a key for ten minutes and more; one minute is left for the repeat itself. */
const KEY_LIVES_MS = 9 * 60_000
const RELEASE_WITHIN_MS = 2000
const CUT_OFF = '发送途中程序中断，不确定是否已送出，请人工核实'

type Written = { summary: string; content: unknown }
type Ready = Written & { row: Claimed; channel: Channel; address: unknown }
type Settled = { row: Claimed; settlement: Settlement; summary: string }
type Plan = { ready: Ready[]; settled: Settled[] }

export function createRelay(needs: RelayNeeds) {
  const { outbox, clock, machine, pace, log } = needs

  /** What became of rows and is not written yet, and the claims of sweeps that broke off with rows in hand. */
  const notWritten = (error: unknown) =>
    log.error({ err: error }, 'What became of a message could not be written; it is tried again')
  const results = untilWritten<Settled>(record, notWritten)
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
    const rows = await outbox.claim({ claim, now: clock.now(), ...lease, limit: CLAIM })
    if (rows.length === 0) return 0
    const { ready, settled } = await plan(rows)
    await results.write(settled)
    const waves = wavesOf(ready)
    while (waves.length > 0 && !stopped) await deliverWave(waves.shift() ?? [], claimedAt)
    // Claimed and not begun: another takes it up at once, and nobody is told of it.
    if (waves.length > 0) await outbox.giveBack([claim])
    return rows.length
  }

  /** The database was away: its rows need not wait for the end of a lease whose holder lives and knows how far it came. */
  async function makeGood(): Promise<void> {
    await results.tryAgain()
    if (broken.size === 0) return
    const known = results.kept().map(({ row }) => row.key)
    await outbox.giveBack([...broken], known)
    broken.clear()
  }

  async function plan(rows: readonly Claimed[]): Promise<Plan> {
    const now = clock.now()
    const ids = [...new Set(rows.flatMap(({ contact }) => (contact === null ? [] : [contact])))]
    const people = await needs.contacts.getMany(ids)
    const history = await marketingHistory(rows, now)
    const daysOf = ({ contact }: Claimed) => history.get(contact ?? '') ?? []
    const plan: Plan = { ready: [], settled: [] }
    for (const row of [...rows].sort(inOrder)) {
      const channel = needs.channelOf(row.channel)
      const contact = row.contact === null ? null : (people.get(row.contact) ?? null)
      const answer = !channel
        ? refused(row, `没有「${row.channel}」这个渠道`)
        : mayHaveLeft(row)
          ? unknown(row, CUT_OFF)
          : unlessCalled(row, channel, admit({ row, channel, contact, days: daysOf(row), now }))
      if ('fate' in answer) plan.settled.push({ row, settlement: answer, summary: row.channel })
      else {
        plan.ready.push(answer)
        if (row.marketing && row.contact) history.get(row.contact)?.push(dayOf(now, pace.timeZone))
      }
    }
    return plan
  }

  async function marketingHistory(rows: readonly Claimed[], now: Date): Promise<Map<string, string[]>> {
    const ids = new Set(rows.flatMap(({ contact, marketing }): ContactId[] => (marketing && contact ? [contact] : [])))
    const claim = rows[0]?.claim
    if (ids.size === 0 || claim === undefined) return new Map()
    const since = capsSince(now, pace)
    return outbox.marketingDays([...ids], { since, today: dayOf(now, pace.timeZone), exceptClaim: claim })
  }

  function admit(question: {
    row: Claimed
    channel: Channel
    contact: Contact | null
    days: readonly string[]
    now: Date
  }): Ready | Settlement {
    const { row, channel, contact, days, now } = question
    const verdict = paceOf({ row, contact, marketingDays: days, now, rules: pace })
    if (verdict.kind !== 'go') return settlementOfVerdict(row, verdict)
    const ready = { row, channel, ...written(row, channel, contact) }
    if (row.address !== null) return { ...ready, address: row.address }
    if (!contact) return skipped(row, '客户已不存在')
    const reach = channel.reach(contact, now)
    return reach.ok ? { ...ready, address: reach.address } : skipped(row, reach.why)
  }

  /** What this person gets: variables filled, and links that tell us when they are tapped; the timeline shows them bare. */
  function written(row: Claimed, channel: Channel, contact: Contact | null): Written {
    const content = renderContent(row.content, contact)
    const summary = channel.summary(content)
    if (!contact || channel.audience !== 'customer') return { summary, content }
    const tracked = (url: string) => needs.trackedLink(url, { contact: contact.id, effect: row.key })
    return { summary, content: trackLinks(content, tracked) }
  }

  async function deliverWave(wave: readonly Ready[], claimedAt: Date): Promise<void> {
    const late = machine.now().getTime() - claimedAt.getTime() > LEASE_MS / 2
    const marked = wave.filter(({ channel }) => late || channel.repeat !== 'safe').map(({ row }) => row)
    const held = await mark(marked)
    const ours = wave.filter(({ row }) => held.has(row.key) || !marked.includes(row))
    const settled = await Promise.all(
      ours.map(async (ready) => {
        const delivery = await call(ready)
        return { ...ready, ready, delivery, settlement: settlementOf(ready.row, delivery, clock.now()) }
      }),
    )
    await results.write(settled)
    await Promise.all(settled.map(({ ready, delivery }) => spend(ready, delivery)))
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
  async function spend({ row, channel, address, content }: Ready, delivery: Delivery): Promise<void> {
    if (delivery.kind !== 'sent' || row.contact === null) return
    try {
      const ledger = channel.ledger({ content, address, receipt: delivery.receipt })
      if (ledger) await needs.spend({ contact: row.contact, ledger })
    } catch (error) {
      log.error({ err: error, key: row.key }, 'What a message used up could not be written')
    }
  }

  /** A channel turns what platforms do into a `Delivery`; what it throws is a fault of ours. */
  async function call({ row, channel, address, content }: Ready): Promise<Delivery> {
    const now = clock.now()
    try {
      return await channel.deliver({ content, address, key: row.key, now })
    } catch (error) {
      log.error({ err: error, key: row.key, channel: row.channel }, 'A channel failed in a way it does not know')
      if (channel.repeat === 'unsafe') return { kind: 'unknown', why: '发送时程序出错，不确定是否已送出' }
      if (row.attempts >= MAX_ATTEMPTS) return { kind: 'refused', why: `发送时程序出错，已重试 ${MAX_ATTEMPTS} 次` }
      return { kind: 'later', at: new Date(now.getTime() + 60_000), why: 'busy' }
    }
  }

  /** The timeline first: it is written under the effect's key, so that a repeat after a crash in between adds nothing. */
  async function record(settled: readonly Settled[]): Promise<void> {
    if (settled.length === 0) return
    const now = clock.now()
    await needs.events.append(settled.flatMap((one) => lineOf(one, now, pace.timeZone)))
    await outbox.settle(
      settled.map(({ settlement }) => settlement),
      { now, day: dayOf(now, pace.timeZone) },
    )
    for (const { row, settlement } of settled) needs.count(`outbox_${settlement.fate}`, 1, row.channel)
  }

  /** It was called and nobody heard the answer: would the platform carry it out a second time? */
  function mayHaveLeft({ channel, calledAt }: Claimed): boolean {
    if (calledAt === null) return false
    switch (needs.channelOf(channel)?.repeat ?? 'unsafe') {
      case 'safe':
        return false
      case 'keyed':
        return machine.now().getTime() - calledAt.getTime() > KEY_LIVES_MS
      case 'unsafe':
        return true
    }
  }

  /** A call before this one may have reached the person: what now ends without a call was not simply left out. */
  function unlessCalled(row: Claimed, channel: Channel, answer: Ready | Settlement): Ready | Settlement {
    const ends = 'fate' in answer && answer.fate !== 'waiting'
    return ends && row.calledAt !== null && channel.repeat !== 'safe' ? unknown(row, CUT_OFF) : answer
  }

  /** Rows whose holder died: what may have gone out becomes unknown, the rest waits again. */
  async function sweepAbandoned(): Promise<number> {
    const found = await outbox.abandoned({ machineNow: machine.now(), limit: CLAIM })
    const ours = new Set(results.kept().map(({ row }) => row.key))
    const rows = found.filter(({ key, claim }) => !broken.has(claim) && !ours.has(key))
    const settled = rows.map((row): Settled => {
      const { key, claim, why, notBefore, calledAt, attempts } = row
      const settlement: Settlement = mayHaveLeft(row)
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

/** `<enrollment>:<visit>:<position>` by number, after the time of writing. */
function inOrder(a: Claimed, b: Claimed): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || byNumber.compare(a.key, b.key)
}
const byNumber = new Intl.Collator('en', { numeric: true })

/** Rows to call side by side: never two of one person, and few that can't be made safe. */
function wavesOf(ready: readonly Ready[]): Ready[][] {
  const next = new Map<string, number>()
  const waves: { rows: Ready[]; unsafe: number }[] = []
  for (const one of ready) {
    const person = one.row.contact ?? one.row.key
    const unsafe = one.channel.repeat === 'unsafe' ? 1 : 0
    let index = next.get(person) ?? 0
    const full = (wave: { rows: Ready[]; unsafe: number } | undefined) =>
      wave !== undefined && (wave.rows.length >= WAVE || wave.unsafe + unsafe > UNSAFE_PER_WAVE)
    while (full(waves[index])) index++
    next.set(person, index + 1)
    while (waves.length <= index) waves.push({ rows: [], unsafe: 0 })
    const wave = waves[index]
    wave?.rows.push(one)
    if (wave) wave.unsafe += unsafe
  }
  return waves.map(({ rows }) => rows).filter((rows) => rows.length > 0)
}
