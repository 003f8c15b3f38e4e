import type { Clock } from '../kit/clock.ts'
import type { LeasesStore } from '../store/leases.ts'
import { PARTITIONS } from '../store/partition.ts'

const SLICES = 8
const PER_SLICE = PARTITIONS / SLICES
/** Short: what a killed worker held stands still for this long. */
const LEASE_MS = 12_000
const RENEW_MS = 4000

/**
 * The partitions this worker may sweep. Workers say that they live by a lease of their own, and each takes its fair
 * share of eight slices; a dead worker's slices come free when their leases end. A worker that was paused past its
 * leases holds nothing until it took them again, and what it was writing is fenced by the enrollments' revisions.
 */
export function createPartitionShare({
  leases,
  worker,
  machine,
}: {
  leases: LeasesStore
  worker: string
  machine: Clock
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
    async held(): Promise<number[]> {
      if (machine.now().getTime() - takenAt >= RENEW_MS) await renew()
      return slices.flatMap((slice) => Array.from({ length: PER_SLICE }, (_, index) => slice * PER_SLICE + index))
    },

    async release(): Promise<void> {
      const names = [...slices.map(sliceName), `worker:${worker}`]
      slices = []
      takenAt = Number.NEGATIVE_INFINITY
      await Promise.all(names.map((name) => leases.release(name, worker)))
    },
  }
}
export type PartitionShare = ReturnType<typeof createPartitionShare>

const sliceName = (slice: number) => `slice:${slice}`
