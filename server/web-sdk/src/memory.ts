/** What one line of the queue holds: the event, and who it is of, as far as the browser knew then. */
export type Queued = { v: string; p: string | null; e: Record<string, unknown> & { id: string } }
export type Memory = { visitor: string; person: string | null; queue: Queued[] }

const PLACE = 'weilu'
const KEPT = 200

export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(15))].map((byte) => (byte % 36).toString(36)).join('') +
  Date.now().toString(36)

/** Where storage is forbidden the page still works: the visitor is another one on the next page. */
let held: Memory | null = null

export function recall(): Memory {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? 'null')
    if (isMemory(found)) {
      held = found
      return found
    }
  } catch {
    // Forbidden or broken: what this page knows is used.
  }
  held = held ?? { visitor: randomId(), person: null, queue: [] }
  return held
}

const isMemory = (found: unknown): found is Memory =>
  typeof found === 'object' && found !== null && 'visitor' in found && 'queue' in found && Array.isArray(found.queue)

/** Another tab may have written meanwhile: what is there is changed, not what was read before. */
export function remember(change: (memory: Memory) => Memory): Memory {
  const next = change(recall())
  held = { ...next, queue: next.queue.slice(-KEPT) }
  try {
    localStorage.setItem(PLACE, JSON.stringify(held))
  } catch {
    // Full or forbidden: kept for this page.
  }
  return held
}
