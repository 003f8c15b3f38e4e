import { z } from 'zod'
import { type MiniBatch, MiniEvent } from '../api/mini-events.ts'

/**
 * What happened, kept on the phone until the server has it:
 *
 *   told ──▶ waiting ──send──▶ with the server          waiting ──no network, busy──▶ waiting, a longer pause
 *
 * Closing the mini-program loses nothing: what waits lies in its storage and is sent the next time. Every event has an
 * id, so that a batch whose answer was lost may be sent again.
 */
export type Sent =
  | 'taken'
  /** Nothing came back, or the server asks to come again. */
  | 'later'
  /** It will never be taken. */
  | 'refused'
export type EventQueueNeeds = {
  /** `null` when nothing is stored. What can't be read is nothing. */
  storage: { read(): unknown; write(value: unknown): void }
  send(batch: z.input<typeof MiniBatch>): Promise<Sent>
  now(): number
  newId(): string
  /** Calls back after so long. */
  after(ms: number, call: () => void): void
}
export type Properties = Record<string, string | number | boolean>

const BATCH = 50
/** Of what waits for a network for days the newest is kept. */
const MOST = 500
const SOON_MS = 500
const LONGEST_MS = 5 * 60_000

const Stored = z.array(MiniEvent)

export function createEventQueue({ storage, send, now, newId, after }: EventQueueNeeds) {
  let pause = SOON_MS
  let planned = false
  let sending = false

  return {
    viewed: (page: string) => add({ kind: 'view', page }),
    happened: (type: string, properties: Properties = {}) => add({ kind: 'custom', type, properties }),
    /** There is a network again, or the mini-program came to the front. */
    wake(): void {
      pause = SOON_MS
      void flush()
    },
    waiting: (): number => recall().length,
  }

  function add(told: { kind: 'view'; page: string } | { kind: 'custom'; type: string; properties: Properties }): void {
    const event = MiniEvent.safeParse({ ...told, id: newId(), at: now() })
    if (!event.success) throw new Error(`not an event: ${event.error.issues[0]?.path.join('.') ?? ''}`)
    storage.write([...recall(), event.data].slice(-MOST))
    plan()
  }

  function recall(): MiniEvent[] {
    const stored = Stored.safeParse(storage.read())
    return stored.success ? stored.data : []
  }

  function plan(): void {
    if (planned) return
    planned = true
    after(pause, () => {
      planned = false
      void flush()
    })
  }

  async function flush(): Promise<void> {
    const batch = recall().slice(0, BATCH)
    if (sending || batch.length === 0) return
    sending = true
    const sent = await send({ now: now(), events: batch })
    sending = false
    pause = sent === 'later' ? Math.min(pause * 2, LONGEST_MS) : SOON_MS
    if (sent !== 'later') {
      const gone = new Set(batch.map(({ id }) => id))
      storage.write(recall().filter(({ id }) => !gone.has(id)))
    }
    if (recall().length > 0) plan()
  }
}
export type EventQueue = ReturnType<typeof createEventQueue>
