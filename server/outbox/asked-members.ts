import { dayOf } from '../../shared/local-time.ts'
import type { Delivery } from '../channels/contract.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { Ask, AskEnd, MemberAsksStore } from '../store/member-asks.ts'
import type { Settled } from './admission.ts'
import { queue, skipped } from './settlements.ts'
import { type Call, callOf, type Ready, saidHash } from './waves.ts'

/**
 * A member who publishes something for all their customers at once is asked for it once a day, however many of these
 * customers come to the step, through however many journeys and by however many workers: asking is claimed before the
 * call. Where an earlier call stayed without an answer, the channel is told since when, and looks before it asks again.
 */
const WHY = '今天已经请这位客户的员工发过同样的内容，他的客户都看得到，不再重复'
const BUSY = '正在请这位客户的员工发同样的内容，有结果后再看'
const LOOK_AGAIN_MS = 60_000

/** A call, and what it asks of whom, once that is claimed. */
export type Claimed = { call: Call; since: Date | null; asks: ReadonlyMap<Ready, Ask> }

export function createAskedMembers(needs: {
  memberAsks: MemberAsksStore
  clock: Clock
  machine: Clock
  timeZone: string
}) {
  const { memberAsks, clock, machine, timeZone } = needs

  /** What a row asks of whom, today; null where it asks nobody, or repeats a call that named exactly these rows. */
  function keyOf({ row, channel, content, address }: Ready): string | null {
    const { together } = channel
    const member = together?.asks(address) ?? null
    const sender = member === null ? null : together?.senderOf({ content, address })
    if (member === null || !sender || row.batch !== null) return null
    return `${saidHash(row.channel, sender.account, content)}:${dayOf(clock.now(), timeZone)}:${member}`
  }
  const repeated = ({ row, summary }: Ready): Settled => ({ row, summary, settlement: skipped(row, WHY) })

  return {
    /** Rows whose member was not asked for the same today, and the others, which end here. */
    async unasked(ready: readonly Ready[]): Promise<{ fresh: Ready[]; repeated: Settled[] }> {
      const keys = new Map(ready.map((one) => [one, keyOf(one)]))
      const known = await memberAsks.asked([...new Set([...keys.values()].flatMap((key) => key ?? []))])
      const isRepeat = (one: Ready) => known.has(keys.get(one) ?? '')
      return { fresh: ready.filter((one) => !isRepeat(one)), repeated: ready.filter(isRepeat).map(repeated) }
    },

    /** The calls whose members are ours to ask, without the rows of those whom another asks now or has asked. */
    async claimed(wave: readonly Call[]): Promise<{ calls: Claimed[]; settled: Settled[] }> {
      const calls: Claimed[] = []
      const settled: Settled[] = []
      for (const call of wave) {
        const { open, ended } = await claimOne(call)
        calls.push(...open)
        settled.push(...ended)
      }
      return { calls, settled }
    },
  }

  async function claimOne(call: Call): Promise<{ open: Claimed[]; ended: Settled[] }> {
    const rows = rowsOf(call)
    const holder = newId('ask')
    const asks = new Map(rows.flatMap((one) => askOf(one, holder)))
    if (asks.size === 0) return { open: [{ call, since: null, asks }], ended: [] }
    const wanted = new Map([...asks.values()].map((ask) => [ask.key, ask]))
    const claims = await memberAsks.claim([...wanted.values()], { now: clock.now(), machineNow: machine.now() })
    const ended: Settled[] = []
    const ours: { one: Ready; since: Date | null }[] = []
    for (const one of rows) {
      const claim = claims.get(asks.get(one)?.key ?? '') ?? { state: 'busy' as const }
      if (claim.state === 'ours') ours.push({ one, since: claim.since })
      else if (claim.state === 'asked') ended.push(repeated(one))
      else {
        const until = new Date(clock.now().getTime() + LOOK_AGAIN_MS)
        ended.push({ row: one.row, summary: one.summary, settlement: queue(one.row, until, BUSY) })
      }
    }
    // Who may have been asked is looked for; nobody else is asked by the same call.
    const open = [ours.filter(({ since }) => since === null), ours.filter(({ since }) => since !== null)].flatMap(
      (part): Claimed[] => {
        if (part.length === 0) return []
        const kept = part.map(({ one }) => one)
        const times = part.flatMap(({ since }) => (since === null ? [] : [since.getTime()]))
        const since = times.length === 0 ? null : new Date(Math.min(...times))
        const same = kept.length === rows.length
        return [{ call: same || call.kind === 'single' ? call : callOf(kept, call.sender), since, asks }]
      },
    )
    return { open, ended }
  }

  function askOf(one: Ready, holder: string): [Ready, Ask][] {
    const key = keyOf(one)
    return key === null ? [] : [[one, { key, holder }]]
  }
}

const rowsOf = (call: Call): readonly Ready[] => (call.kind === 'single' ? [call.ready] : call.rows)

/** What became of an asking, by what became of the message. */
export function askEndOf({ kind }: Delivery): AskEnd {
  if (kind === 'sent' || kind === 'handed') return 'asked'
  return kind === 'unknown' ? 'unclear' : 'free'
}
