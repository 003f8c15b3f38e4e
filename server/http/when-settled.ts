import { setTimeout as pause } from 'node:timers/promises'
import type { EventId } from '../../shared/ids.ts'
import type { EventsStore } from '../store/events.ts'

const FIRST_LOOK_MS = 15
const LONGEST_PAUSE_MS = 200

/**
 * Waits until events are in somebody's timeline: then identity has settled whose they are. It looks into the database,
 * not at the pump, because the worker may be another process. False when the time ran out first.
 */
export function createWhenSettled(events: Pick<EventsStore, 'find'>) {
  return async (ids: readonly EventId[], timeoutMs: number): Promise<boolean> => {
    const wanted = new Set(ids).size
    const end = performance.now() + timeoutMs
    let wait = FIRST_LOOK_MS
    while ((await events.find(ids)).size < wanted) {
      if (performance.now() >= end) return false
      await pause(wait)
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS)
    }
    return true
  }
}
