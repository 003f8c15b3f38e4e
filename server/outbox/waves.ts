import { createHash } from 'node:crypto'
import type { Sender } from '../channels/contract.ts'
import type { Claimed } from '../store/outbox.ts'
import type { Channel } from './needs.ts'

/** A row that may leave now: what is said, and where to. */
export type Ready = { row: Claimed; channel: Channel; address: unknown; content: unknown; summary: string }

export type Batch = { key: string; size: number }
/** One call of a platform: for one row, or for many of one sender and one content under a key of their own. */
export type Call =
  | { kind: 'single'; ready: Ready }
  | { kind: 'together'; rows: readonly Ready[]; sender: Sender; batch: Batch }

/** What may be called now, side by side and one wave after the other, and what waits until when for others like it. */
export type Waves = { waves: Call[][]; waiting: { ready: Ready; until: Date }[] }

const WAVE = 250
/** A kill leaves at most so many calls of which nobody knows whether they went out. */
const UNSAFE_PER_WAVE = 32
/** So many windows somebody waits for a second one where the platform takes no call for one. */
const PATIENCE = 10
/** Rows of a call that is to be repeated come one after the other when its holder died: the others are not far. */
const OTHERS_MS = 60_000

/** Calls to make side by side: never two of one person, and few that can't be made safe. Rows come in their order. */
export function wavesOf(ready: readonly Ready[], now: Date): Waves {
  const { alone, fresh, again } = sorted(ready)
  const waiting: Waves['waiting'] = []
  const repeats: Call[] = []
  for (const { name, sender, rows } of again.values()) {
    const size = rows[0]?.row.batch?.size
    if (rows.length === size) repeats.push({ kind: 'together', rows, sender, batch: { key: name, size } })
    else waiting.push(...rows.map((one) => ({ ready: one, until: new Date(now.getTime() + OTHERS_MS) })))
  }
  const going = new Map<Ready, Group>()
  for (const group of fresh.values()) {
    const until = waitsUntil(group.rows, now)
    if (until) waiting.push(...group.rows.map((one) => ({ ready: one, until })))
    else for (const one of group.rows) going.set(one, group)
  }
  const inOrder = ready.filter((one) => alone.has(one) || going.has(one))
  const waves = placed(inOrder, (one) => going.get(one) ?? null)
  return { waves: [repeats, ...waves].filter((wave) => wave.length > 0), waiting }
}

type Group = { name: string; sender: Sender; rows: Ready[] }

function sorted(ready: readonly Ready[]) {
  const alone = new Set<Ready>()
  const fresh = new Map<string, Group>()
  const again = new Map<string, Group>()
  for (const one of ready) {
    const { row, channel, content, address } = one
    const sender = channel.together?.senderOf({ content, address }) ?? null
    // What was called by itself before is the platform's under its own key.
    if (!sender || (row.calledAt !== null && row.batch === null)) {
      alone.add(one)
      continue
    }
    const groups = row.batch ? again : fresh
    const name = row.batch?.key ?? hashOf([row.channel, sender.account, sender.staff, content])
    const group = groups.get(name) ?? { name, sender, rows: [] }
    group.rows.push(one)
    groups.set(name, group)
  }
  return { alone, fresh, again }
}

/**
 * Until when these wait for more of their kind; null when they go now. Time is cut into windows that are the same for
 * every worker and every claim, so that what is decided in one window leaves together at its end. Too few for a call
 * wait some windows longer.
 */
function waitsUntil(rows: readonly Ready[], now: Date): Date | null {
  const together = rows[0]?.channel.together
  if (!together || together.gatherMs === 0 || rows.length >= together.most) return null
  const endOf = (at: number) => (Math.floor(at / together.gatherMs) + 1) * together.gatherMs
  const oldest = Math.min(...rows.map(({ row }) => row.createdAt.getTime()))
  const patience = oldest + PATIENCE * together.gatherMs
  const few = rows.length < together.fewest && endOf(now.getTime()) <= patience
  const until = few ? endOf(now.getTime()) : endOf(oldest)
  const expires = rows.some(({ row }) => row.expires !== null && row.expires.getTime() <= until)
  return until <= now.getTime() || expires ? null : new Date(until)
}

/**
 * A row joins the open call of its group when nothing of its person comes between; otherwise it opens another. What was
 * gathered over a time has left its order anyway and comes after the rest: two contents that reach some people in one
 * order and some in the other are still one call each.
 */
function placed(ready: readonly Ready[], groupOf: (one: Ready) => Group | null): Call[][] {
  const next = new Map<string, number>()
  const waves: { calls: Call[]; unsafe: number }[] = []
  const open = new Map<string, { index: number; rows: Ready[] }>()
  const groups: { index: number; group: Group; rows: Ready[] }[] = []
  const gathered = new Map<Group, Ready[]>()

  const roomFrom = (first: number, channel: Channel): number => {
    const unsafe = channel.repeat === 'unsafe' ? 1 : 0
    let index = first
    const full = (wave: { calls: Call[]; unsafe: number } | undefined) =>
      wave !== undefined && (wave.calls.length >= WAVE || wave.unsafe + unsafe > UNSAFE_PER_WAVE)
    while (full(waves[index])) index++
    while (waves.length <= index) waves.push({ calls: [], unsafe: 0 })
    const wave = waves[index]
    if (wave) wave.unsafe += unsafe
    return index
  }

  const personOf = ({ row }: Ready) => row.contact ?? row.key

  for (const one of ready) {
    const person = personOf(one)
    const earliest = next.get(person) ?? 0
    const group = groupOf(one)
    if (!group) {
      const index = roomFrom(earliest, one.channel)
      waves[index]?.calls.push({ kind: 'single', ready: one })
      next.set(person, index + 1)
      continue
    }
    if (one.channel.together?.gatherMs) {
      const rows = gathered.get(group) ?? []
      rows.push(one)
      gathered.set(group, rows)
      continue
    }
    let call = open.get(group.name)
    if (!call || call.index < earliest || call.rows.length >= (one.channel.together?.most ?? 1)) {
      call = { index: roomFrom(earliest, one.channel), rows: [] }
      open.set(group.name, call)
      groups.push({ ...call, group })
    }
    call.rows.push(one)
    next.set(person, call.index + 1)
  }
  for (const [group, rows] of gathered) {
    for (const share of sharesOf(rows, personOf)) {
      const [first] = share
      if (!first) continue
      const index = roomFrom(Math.max(...share.map((one) => next.get(personOf(one)) ?? 0)), first.channel)
      groups.push({ index, group, rows: share })
      for (const one of share) next.set(personOf(one), index + 1)
    }
  }
  for (const { index, group, rows } of groups) waves[index]?.calls.push(callOf(rows, group.sender))
  return waves.map(({ calls }) => calls)
}

/** So many as the platform takes, and nobody twice in one. */
function sharesOf(rows: readonly Ready[], personOf: (one: Ready) => string): Ready[][] {
  const shares: { rows: Ready[]; people: Set<string> }[] = []
  for (const one of rows) {
    const most = one.channel.together?.most ?? 1
    const person = personOf(one)
    const open = shares.find(({ rows: taken, people }) => taken.length < most && !people.has(person))
    const share = open ?? { rows: [], people: new Set<string>() }
    if (!open) shares.push(share)
    share.rows.push(one)
    share.people.add(person)
  }
  return shares.map(({ rows: taken }) => taken)
}

export function callOf(rows: readonly Ready[], sender: Sender): Call {
  const only = rows[0]
  if (rows.length === 1 && only) return { kind: 'single', ready: only }
  const keys = rows.map(({ row }) => row.key).sort()
  return { kind: 'together', rows, sender, batch: { key: hashOf(keys), size: rows.length } }
}

/** The same for the same thing said through the same account. */
export const saidHash = (channel: string, account: string, content: unknown) => hashOf([channel, account, content])

/** 64 characters: as long as the key of a mass message may be (facts A7.2). */
const hashOf = (parts: unknown) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')
