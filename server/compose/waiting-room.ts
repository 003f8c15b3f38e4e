import { setTimeout as pause } from 'node:timers/promises'
import type { EventId } from '../../shared/ids.ts'
import type { EventsStore } from '../store/events.ts'

const LOOK_EVERY_MS = 150

/**
 * Pages that must show the result of what was just submitted wait here until its events are through the line. In one
 * process the pump says so at once; when the worker is another process, the timeline is looked at now and then.
 */
export function createWaitingRoom({ events }: { events: Pick<EventsStore, 'find'> }) {
  const waiting = new Map<EventId, Set<() => void>>()

  return {
    settled(ids: readonly EventId[]): void {
      for (const id of ids) for (const tell of waiting.get(id) ?? []) tell()
    },

    /** True when all were through before the timeout. */
    async whenSettled(ids: readonly EventId[], timeoutMs: number): Promise<boolean> {
      const open = new Set(ids)
      const tellers = ids.map((id) => [id, () => open.delete(id)] as const)
      for (const [id, tell] of tellers) waiting.set(id, (waiting.get(id) ?? new Set()).add(tell))
      const deadline = performance.now() + timeoutMs
      let nextLook = performance.now() + LOOK_EVERY_MS
      try {
        while (open.size > 0 && performance.now() < deadline) {
          await pause(5)
          if (performance.now() < nextLook) continue
          for (const id of (await events.find([...open])).keys()) open.delete(id)
          nextLook = performance.now() + LOOK_EVERY_MS
        }
        return open.size === 0
      } finally {
        for (const [id, tell] of tellers) {
          const tellersOfEvent = waiting.get(id)
          tellersOfEvent?.delete(tell)
          if (tellersOfEvent?.size === 0) waiting.delete(id)
        }
      }
    },
  }
}
