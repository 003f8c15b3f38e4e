import type { Clock } from '../kit/clock.ts'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import type { InboxStore } from '../store/inbox.ts'
import type { HealthNeeds, Readiness } from './routes/health.ts'

/** Who asks gives up soon, and a database that takes longer is of no use. */
const READY_WITHIN_MS = 2000

/**
 * Whether this process does its work yet and still, whether the database answers, and how long the inbox has been waiting
 * for a worker: machine time, however fast the business's runs.
 */
export function createReadiness(needs: {
  hasStarted(): boolean
  inbox: Pick<InboxStore, 'oldestWaiting'>
  machineClock: Clock
  log: Log
}): HealthNeeds['readReadiness'] {
  return async (): Promise<Readiness> => {
    const started = needs.hasStarted()
    try {
      const oldest = await inTime(needs.inbox.oldestWaiting(), READY_WITHIN_MS)
      const waitedMs = oldest === null ? 0 : needs.machineClock.now().getTime() - oldest.getTime()
      return { started, database: true, workerLag: Math.max(0, waitedMs / 1000) }
    } catch (error) {
      needs.log.warn({ err: error }, 'the database does not answer')
      return { started, database: false, workerLag: null }
    }
  }
}
