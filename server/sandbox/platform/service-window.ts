import { nowMs, type Simulation } from '../simulation.ts'
import type { Follow } from '../world/world.ts'
import { refuse } from './refusal.ts'

/**
 * When an Official Account may write freely (facts A6.2, the 2023-06 rule): each trigger fills a bucket of its own, a
 * message is allowed while any bucket is alive and not empty, and a new trigger refills its bucket. How overlapping
 * buckets combine is not documented; the sheet's suggestion is followed: the one that dies first is used first.
 */
const MINUTE = 60_000
const BUCKETS = {
  message: { left: 5, lasts: 48 * 60 * MINUTE },
  menu: { left: 3, lasts: MINUTE },
  follow: { left: 3, lasts: MINUTE },
  scan: { left: 3, lasts: MINUTE },
  /** A mini-program's own: somebody opened its customer service (facts B5). */
  session: { left: 2, lasts: MINUTE },
} as const
export type ServiceTrigger = keyof typeof BUCKETS

export function openWindow(sim: Simulation, follow: Pick<Follow, 'windows'>, trigger: ServiceTrigger) {
  const bucket = BUCKETS[trigger]
  follow.windows[trigger] = { until: nowMs(sim) + bucket.lasts, left: bucket.left }
}

export function takeFromWindow(sim: Simulation, follow: Pick<Follow, 'following' | 'windows'> | undefined) {
  if (follow === undefined || !follow.following) return refuse(45015)
  const alive = Object.values(follow.windows)
    .filter((bucket) => bucket.until > nowMs(sim))
    .sort((one, other) => one.until - other.until)
  if (alive.length === 0) return refuse(45015)
  const bucket = alive.find((known) => known.left > 0)
  if (bucket === undefined) return refuse(45047)
  bucket.left -= 1
}
