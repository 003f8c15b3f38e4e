import { setTimeout as pause } from 'node:timers/promises'
import type { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import { createLeasedWork, TakenOver } from '../kit/leased-work.ts'
import type { Log } from '../kit/log.ts'
import type { ClaimedComputation, ComputationsStore, Run } from '../store/computations.ts'
import type { SegmentsStore } from '../store/segments.ts'

/** One computation about everybody: what is done with each piece of people. */
export type Everybody = { name: string; workOn(people: readonly ContactId[], run: Run): Promise<unknown> }

export type EverybodyNeeds = {
  computations: ComputationsStore
  segments: Pick<SegmentsStore, 'ids' | 'count'>
  /** In the order in which they are to run. */
  all: readonly Everybody[]
  /** Waits until what was told before has been worked on, or the process is to stop: sending and callbacks go first. */
  whenRoom(stopping: AbortSignal): Promise<void>
  clock: Clock
  machine: Clock
  timeZone: string
  log: Log
  worker: string
  pieceSize?: number
  leaseMs?: number
}

const LEASE_MS = 60_000
const PIECE = 200

/**
 * Goes through everybody in the order of their ids, piece by piece, beside everything else. After each piece the cursor
 * is kept together with the lease, so that after a kill another worker goes on there; between pieces it rests as long
 * as the piece took.
 */
export function createEverybodyWork(needs: EverybodyNeeds) {
  const { computations, segments, all, whenRoom, clock, machine, timeZone, log, worker } = needs
  const { pieceSize = PIECE, leaseMs = LEASE_MS } = needs
  const { leaseEnd, under } = createLeasedWork<ClaimedComputation>({
    ...{ store: computations, machine, log, leaseMs },
    about: ({ name }) => ({ computation: name }),
  })

  /** True when it came to the end. */
  async function inPieces(one: Everybody, claim: ClaimedComputation, stopping: AbortSignal): Promise<boolean> {
    let run = claim.running
    while (!stopping.aborted) {
      const began = performance.now()
      const people = await segments.ids({}, { after: run.cursor, limit: pieceSize })
      const last = people.at(-1)
      if (last === undefined) return true
      await one.workOn(people, run)
      run = { ...run, cursor: last, done: run.done + people.length }
      if (!(await computations.savePiece(claim, run, leaseEnd()))) throw new TakenOver()
      if (people.length < pieceSize) return true
      await whenRoom(stopping)
      await pause(Math.min(1000, performance.now() - began))
    }
    return false
  }

  return {
    /** Until nothing is wanted or the process is to stop, which waits for the piece under way. */
    async workOnEverybody(stopping: AbortSignal): Promise<void> {
      for (const one of all) {
        while (!stopping.aborted) {
          const claim = await computations.claim({
            ...{ name: one.name, owner: worker, now: clock.now(), machineNow: machine.now(), leaseMs },
            count: () => segments.count({}),
          })
          if (claim === null) break
          await under(claim, stopping, {
            work: () => inPieces(one, claim, stopping),
            finish: () => computations.finish(claim),
          })
        }
      }
    },

    /** Asks for what the night has moved: everything fades by day. */
    async askDue(): Promise<void> {
      const today = dayOf(clock.now(), timeZone)
      for (const { name } of all) {
        const known = await computations.get(name)
        const at = known?.computedAt ?? null
        if (known !== null && (known.wanted || (at !== null && dayOf(at, timeZone) >= today))) continue
        await computations.ask(name)
      }
    },
  }
}
export type EverybodyWork = ReturnType<typeof createEverybodyWork>
