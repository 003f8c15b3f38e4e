import { inTime } from '../kit/in-time.ts'
import type { Accepted, NewInboxRow } from '../store/inbox.ts'

/** The database did not answer in time: the platform is told so (503) and sends the callback again. */
export class InboxAway extends Error {
  readonly code = 'intake.inbox-away'
  constructor(cause?: unknown) {
    super('the inbox did not take the rows in time', { cause })
    this.name = 'InboxAway'
  }
}

type Waiting = { row: NewInboxRow; resolve(fate: { repeated: boolean }): void; reject(error: unknown): void }
type GatherNeeds = {
  accept(rows: readonly NewInboxRow[]): Promise<Pick<Accepted, 'repeatedAt'>>
  timeoutMs?: number
  largest?: number
  /** Inserts under way at the same time. */
  lanes?: number
}

/**
 * Group commit: rows of requests that arrive together are inserted together. The first row leaves at the end of its
 * turn of the event loop; while an insert is under way, what arrives waits for the next one. No row waits longer than
 * one insert, and none is acknowledged before its insert is durable.
 */
export function createGatherer({ accept, timeoutMs = 3500, largest = 500, lanes = 2 }: GatherNeeds) {
  let waiting: Waiting[] = []
  let underWay = 0
  let scheduled = false

  return {
    add: (row: NewInboxRow): Promise<{ repeated: boolean }> =>
      new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject })
        schedule()
      }),
  }

  function schedule(): void {
    if (scheduled || underWay >= lanes || waiting.length === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      const batch = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      underWay += 1
      void insert(batch).finally(() => {
        underWay -= 1
        schedule()
      })
      schedule()
    })
  }

  async function insert(batch: readonly Waiting[]): Promise<void> {
    try {
      const { repeatedAt } = await inTime(accept(batch.map(({ row }) => row)), timeoutMs)
      for (const [index, { resolve }] of batch.entries()) resolve({ repeated: repeatedAt.has(index) })
    } catch (error) {
      for (const { reject } of batch) reject(new InboxAway(error))
    }
  }
}
export type Gatherer = ReturnType<typeof createGatherer>
