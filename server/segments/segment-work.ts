import { setTimeout as pause } from 'node:timers/promises'
import type { SegmentFill } from '../../shared/api/segments.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import { createLeasedWork, TakenOver } from '../kit/leased-work.ts'
import type { Log } from '../kit/log.ts'
import type { ClaimedSegment, SegmentDefinitionsStore, SegmentRunning } from '../store/segment-definitions.ts'
import type { SegmentMembersStore } from '../store/segment-members.ts'
import { type Difference, differences } from './differences.ts'
import type { LookAgain } from './evaluation.ts'
import type { Membership } from './membership.ts'
import { isDue } from './rhythm.ts'
import { sampleOf } from './sample.ts'
import type { StaticPeople } from './static-people.ts'

type Needs = {
  definitions: SegmentDefinitionsStore
  members: Pick<SegmentMembersStore, 'inside' | 'count' | 'removeSome'>
  membership: Pick<Membership, 'count' | 'inOrder' | 'measuredAtMost'>
  lookAgain: LookAgain
  staticPeople: StaticPeople
  /** Waits until what was told before has been worked on, or the process is to stop: sending and callbacks go first. */
  whenRoom(stopping: AbortSignal): Promise<void>
  clock: Clock
  machine: Clock
  timeZone: string
  log: Log
  worker: string
  pieceSize?: number
  heldAtOnce?: number
  leaseMs?: number
}

const LEASE_MS = 60_000
const PIECE = 500
/** Ids of so many people may be held in memory: some megabytes. */
const HELD_AT_ONCE = 100_000

/**
 * Computes whole segments, beside everything else: who fits is compared with who is inside, piece by piece in the order
 * of the ids, and whoever differs is looked at again as after an event. After each piece the cursor is kept together
 * with the lease, so that after a kill another worker goes on there; between pieces it rests as long as the piece took.
 * Who fits is asked for at once, which a few who fit among very many cost little, and only where they are more than can
 * be held is everybody gone through.
 */
export function createSegmentWork(needs: Needs) {
  const { definitions, members, membership, lookAgain, staticPeople, whenRoom, clock, machine, timeZone } = needs
  const { log, worker, pieceSize = PIECE, heldAtOnce = HELD_AT_ONCE, leaseMs = LEASE_MS } = needs
  const { leaseEnd, under } = createLeasedWork<ClaimedSegment>({
    ...{ store: definitions, machine, log, leaseMs },
    about: ({ id }) => ({ segment: id }),
  })

  /** True when it came to the end. */
  async function compare(claim: ClaimedSegment, stopping: AbortSignal): Promise<boolean> {
    const { id, name, tree } = claim
    if (tree === null) return true
    const { at, cursor, quiet } = claim.running
    const segment = { id, name, tree }
    const all = await membership.measuredAtMost(tree, at, heldAtOnce)
    const fitting = all === null ? membership.inOrder(tree, at, cursor) : onePage(behind(all, cursor))
    const total = claim.running.total ?? all?.length ?? (await membership.count(tree, at))
    const pieces = differences(fitting, members.inside(id, cursor), pieceSize)
    return inPieces(claim, stopping, total, pieces, async (ids) => {
      await lookAgain(ids.map((contact) => ({ segment, contact, quiet })))
    })
  }

  async function putIn(claim: ClaimedSegment, stopping: AbortSignal): Promise<boolean> {
    const { id, fill } = claim
    if (fill === null) return true
    const { at, cursor } = claim.running
    const put = async (ids: readonly ContactId[]) => void (await staticPeople.move(id, ids, 'in'))
    const all = differences(peopleOf(fill, at, cursor), onePage([]), pieceSize)
    const total = claim.running.total ?? (fill.from === 'conditions' ? await membership.count(fill.tree, at) : null)
    return inPieces(claim, stopping, total, all, put)
  }

  async function* peopleOf(fill: SegmentFill, at: Date, after: ContactId | null): AsyncGenerator<readonly ContactId[]> {
    if (fill.from === 'conditions') yield* membership.inOrder(fill.tree, at, after)
    else {
      const ids =
        fill.from === 'people'
          ? [...new Set(fill.contacts)].sort()
          : await sampleOf(members.inside(fill.segment, null), fill.take, fill.seed)
      yield behind(ids, after)
    }
  }

  async function inPieces(
    claim: ClaimedSegment,
    stopping: AbortSignal,
    total: number | null,
    pieces: AsyncIterable<Difference>,
    work: (differing: readonly ContactId[]) => Promise<void>,
  ): Promise<boolean> {
    let running: SegmentRunning = claim.running
    if (running.total !== total) {
      running = { ...running, total }
      if (!(await definitions.savePiece(claim, running, leaseEnd()))) throw new TakenOver()
    }
    for await (const { differing, done, upTo } of pieces) {
      const began = performance.now()
      await work(differing)
      running = { ...running, cursor: upTo, done: running.done + done }
      if (!(await definitions.savePiece(claim, running, leaseEnd()))) throw new TakenOver()
      if (stopping.aborted) return false
      if (differing.length > 0) await whenRoom(stopping)
      await pause(Math.min(1000, performance.now() - began))
    }
    return true
  }

  return {
    /** Until nothing is wanted or the process is to stop, which waits for the piece under way. */
    async workOnSegments(stopping: AbortSignal): Promise<void> {
      while (!stopping.aborted) {
        const claim = await definitions.claim({ owner: worker, now: clock.now(), machineNow: machine.now(), leaseMs })
        if (claim === null) return
        await under(claim, stopping, {
          work: () => (claim.kind === 'dynamic' ? compare(claim, stopping) : putIn(claim, stopping)),
          finish: async () =>
            definitions.finish(claim, { at: claim.running.at, people: await members.count(claim.id) }),
        })
      }
    },

    /** Forgets what was deleted, its rows first. */
    async clearGone(stopping: AbortSignal): Promise<void> {
      for (const id of await definitions.gone()) {
        while (!stopping.aborted && (await members.removeSome(id))) await pause(20)
        if (!stopping.aborted) await definitions.removeGone(id)
      }
    },

    /** Asks for what time has moved. */
    async askDue(): Promise<number> {
      const now = clock.now()
      const all = await definitions.list()
      const due = all.filter(
        ({ tree, computedAt, state }) =>
          state === 'active' && tree !== null && isDue({ tree, computedAt }, now, timeZone),
      )
      return due.length === 0 ? 0 : definitions.ask(due.map(({ id }) => id))
    },
  }
}
export type SegmentWork = ReturnType<typeof createSegmentWork>

const behind = (ids: readonly ContactId[], after: ContactId | null) =>
  after === null ? ids : ids.filter((contact) => contact > after)

async function* onePage(page: readonly ContactId[]): AsyncGenerator<readonly ContactId[]> {
  yield page
}
