import type { Clock } from '../kit/clock.ts'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import type { LeasesStore } from '../store/leases.ts'
import { PARTITIONS } from '../store/partition.ts'

const SLICES = 8
const PER_SLICE = PARTITIONS / SLICES
/** Short: what a killed worker held stands still for this long. */
const LEASE_MS = 12_000
const RENEW_MS = 4000
const RELEASE_WITHIN_MS = 2000

/**
 * The partitions this worker may sweep. Workers say that they live by a lease of their own, and each takes its fair
 * share of eight slices; a dead worker's slices come free when their leases end. A worker that was paused past its
 * leases holds nothing until it took them again, and what it was writing is fenced by the enrollments' revisions.
 */
export function createPartitionShare({
  leases,
  worker,
  machine,
  log,
}: {
  leases: LeasesStore
  worker: string
  machine: Clock
  log: Log
}) {
  let slices: number[] = []
  let takenAt = Number.NEGATIVE_INFINITY

  async function renew(): Promise<void> {
    const now = machine.now()
    const until = new Date(now.getTime() + LEASE_MS)
    await leases.take(`worker:${worker}`, worker, now, until)
    const workers = await leases.live('worker:', now)
    const fair = Math.ceil(SLICES / Math.max(1, workers.length))
    const taken = await leases.live('slice:', now)
    const ours = taken.filter(({ owner }) => owner === worker).map(({ name }) => Number(name.slice('slice:'.length)))
    const others = new Set(taken.filter(({ owner }) => owner !== worker).map(({ name }) => name))
    const free = Array.from({ length: SLICES }, (_, slice) => slice).filter(
      (slice) => !ours.includes(slice) && !others.has(sliceName(slice)),
    )
    const wanted = [...ours, ...free].slice(0, fair)
    const held = await Promise.all(
      wanted.map(async (slice) => ((await leases.take(sliceName(slice), worker, now, until)) ? slice : null)),
    )
    await Promise.all(
      ours.filter((slice) => !wanted.includes(slice)).map((slice) => leases.release(sliceName(slice), worker)),
    )
    slices = held.filter((slice) => slice !== null)
    takenAt = now.getTime()
  }

  return {
    /** Renews the leases when they are due: a long sweep asks before each of its batches. */
    async held(): Promise<number[]> {
      if (machine.now().getTime() - takenAt >= RENEW_MS) await renew()
      return slices.flatMap((slice) => Array.from({ length: PER_SLICE }, (_, index) => slice * PER_SLICE + index))
    },

    /** Without a database the leases run out by themselves, and the answer is false. */
    async release(): Promise<boolean> {
      const names = [...slices.map(sliceName), `worker:${worker}`]
      slices = []
      takenAt = Number.NEGATIVE_INFINITY
      try {
        await inTime(Promise.all(names.map((name) => leases.release(name, worker))), RELEASE_WITHIN_MS)
        return true
      } catch (error) {
        log.warn({ err: error, worker }, 'Leases could not be given back; they run out')
        return false
      }
    },
  }
}
export type PartitionShare = ReturnType<typeof createPartitionShare>

const sliceName = (slice: number) => `slice:${slice}`
