import { EventId, type SegmentId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { SegmentDefinitionsStore } from '../store/segment-definitions.ts'
import { type MemberMove, type MemberRow, memberId, moved, type SegmentMembersStore } from '../store/segment-members.ts'

export type TransitionNeeds = {
  members: Pick<SegmentMembersStore, 'move' | 'told' | 'untold'>
  definitions: Pick<SegmentDefinitionsStore, 'tally' | 'get'>
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  clock: Clock
  timeZone: string
}

/** A change still untold after so long was left by a process that died. */
const LEFT_MS = 15_000
const SOME = 500

/**
 * People enter and leave segments: the row changes under its guard, then the event goes into the inbox under an id made
 * of the row's turn, so that telling it twice tells it once.
 */
export function createTransitions({ members, definitions, acceptEvents, clock, timeZone }: TransitionNeeds) {
  const names = new Map<SegmentId, string>()

  const nameOf = async (id: SegmentId): Promise<string> => {
    const known = names.get(id) ?? (await definitions.get(id))?.name ?? '已删除的人群'
    names.set(id, known)
    return known
  }

  async function tell(rows: readonly MemberRow[]): Promise<void> {
    if (rows.length === 0) return
    for (const id of new Set(rows.map(({ segment }) => segment))) await nameOf(id)
    await acceptEvents(rows.map((row) => toldOf(row, names.get(row.segment) ?? '')))
    await members.told(rows)
  }

  /** Gives back the ids of the rows that really changed; the others lost a race. */
  async function carryOut(moves: readonly MemberMove[]): Promise<Set<string>> {
    if (moves.length === 0) return new Set()
    await tell(moves.flatMap(({ row }) => (row?.untold === undefined ? [] : [row])))
    const written = await members.move(moves, newId('wr'))
    const done = moves.filter((move) => written.has(memberId(move)))
    await definitions.tally(talliesOf(done), dayOf(clock.now(), timeZone))
    await tell(done.filter(({ quiet }) => !quiet).map(moved))
    return written
  }

  return {
    carryOut,

    /** A segment got another name. */
    renamed: (id: SegmentId) => void names.delete(id),

    /** Tells what a process that died had changed and not told; gives back how much. */
    async tellLeft(): Promise<number> {
      const left = await members.untold(new Date(clock.now().getTime() - LEFT_MS), SOME)
      await tell(left)
      return left.length
    },
  }
}
export type Transitions = ReturnType<typeof createTransitions>

function talliesOf(moves: readonly MemberMove[]) {
  const tallies = new Map<SegmentId, { segment: SegmentId; entered: number; left: number }>()
  for (const { segment, to } of moves) {
    const known = tallies.get(segment) ?? { segment, entered: 0, left: 0 }
    tallies.set(segment, {
      segment,
      entered: known.entered + (to === 'in' ? 1 : 0),
      left: known.left + (to === 'out' ? 1 : 0),
    })
  }
  return [...tallies.values()]
}

function toldOf({ segment, contact, enteredAt, leftAt, turn }: MemberRow, title: string): Incoming {
  const name = leftAt === null ? ('segment.entered' as const) : ('segment.left' as const)
  const event = {
    id: EventId.parse(`${name}:${segment}:${contact}:${turn}`),
    at: leftAt ?? enteredAt,
    account: null,
    name,
    segment,
    title,
  }
  return { event, claims: [], facts: {}, contact }
}
