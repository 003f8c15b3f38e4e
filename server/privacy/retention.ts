import type { RetentionKind } from '../../shared/api/privacy.ts'
import { RetentionKind as Kinds } from '../../shared/api/privacy.ts'
import { DAY } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { RetentionStore } from '../store/retention.ts'

/** What is older than it may be goes, kind by kind; one that fails is tried again the next night, and holds up no other. */
export function createRetention({ retention, clock, log }: { retention: RetentionStore; clock: Clock; log: Log }) {
  return async (stopping: AbortSignal): Promise<void> => {
    const { days } = await retention.read()
    const now = clock.now()
    const removed: Partial<Record<RetentionKind, number>> = {}
    for (const kind of Kinds.options) {
      const kept = days[kind]
      if (kept === null || stopping.aborted) continue
      try {
        const gone = await retention.remove(kind, new Date(now.getTime() - kept * DAY), stopping)
        if (gone > 0) removed[kind] = gone
      } catch (error) {
        log.error({ err: error, kind }, 'what is too old could not be removed; it is tried again the next night')
      }
    }
    if (!stopping.aborted) await retention.noteNight(now, removed)
  }
}
