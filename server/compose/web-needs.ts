import type { Config } from '../config.ts'
import type { Metrics } from '../http/metrics.ts'
import type { HeldCallbacks } from '../intake/passive.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { Line } from './line.ts'
import type { LiveJourneys } from './live-journeys.ts'
import type { Stores } from './stores.ts'

/** What everything that answers requests is built from. */
export type WebNeeds = {
  config: Config
  stores: Stores
  line: Line
  live: LiveJourneys
  held: HeldCallbacks
  clock: Clock
  log: Log
  metrics: Metrics
  /** The project's folder: built pages lie in it. */
  root: string
}
