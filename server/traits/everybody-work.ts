import { setTimeout as pause } from 'node:timers/promises'
import type { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
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
const RETRY_MS = [5000, 60_000, 600_000]

class TakenOver extends Error {
  readonly code = 'computation.taken-over'
  constructor() {
    super('Another worker took this computation over, or its rules were changed')
    this.name = 'TakenOver'
  }
}

/**
 * Goes through everybody in the order of their ids, piece by piece, beside everything else. After each piece the cursor
 * is kept together with the lease, so that after a kill another worker goes on there; between pieces it rests as long
 * as the piece took.
 */
export function createEverybodyWork(needs: EverybodyNeeds) {
  const { computations, segments, all, whenRoom, clock, machine, timeZone, log, worker } = needs
  const { pieceSize = PIECE, leaseMs = LEASE_MS } = needs
  const leaseEnd = () => new Date(machine.now().getTime() + leaseMs)

  async function compute(one: Everybody, claim: ClaimedComputation, stopping: AbortSignal): Promise<void> {
    const renewal = setInterval(() => void renew(claim), leaseMs / 3)
    try {
      if (!(await inPieces(one, claim, stopping))) await computations.giveBack(claim, null)
      else if (!(await computations.finish(claim))) throw new TakenOver()
    } catch (error) {
      await breakOff(claim, error, stopping)
    } finally {
      clearInterval(renewal)
    }
  }

  async function renew(claim: ClaimedComputation): Promise<void> {
    try {
      await computations.renew(claim, leaseEnd())
    } catch (error) {
      log.warn({ err: error, computation: claim.name }, 'the lease of a computation could not be renewed')
    }
  }

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

  async function breakOff(claim: ClaimedComputation, error: unknown, stopping: AbortSignal): Promise<void> {
    if (error instanceof TakenOver) {
      log.warn({ computation: claim.name }, 'a computation was taken over by another worker or its rules were changed')
      return
    }
    if (stopping.aborted) return computations.giveBack(claim, null)
    log.error({ err: error, computation: claim.name }, 'a computation broke off; it is taken up again')
    const wait = RETRY_MS[claim.attempts] ?? 3_600_000
    const notBefore = new Date(machine.now().getTime() + wait)
    await computations.giveBack(claim, { problem: '计算时出错，稍后会自动继续', notBefore })
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
          await compute(one, claim, stopping)
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
