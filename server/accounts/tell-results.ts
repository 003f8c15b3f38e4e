import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import type { Clock } from '../kit/clock.ts'
import type { MassJob } from '../store/mass-jobs.ts'
import type { OutboxStore } from '../store/outbox.ts'

export type HandedRow = Awaited<ReturnType<OutboxStore['handedOf']>>[number]
type ToldRow = Pick<HandedRow, '_id' | 'contact'>

type Needs = { acceptEvents(incoming: readonly Incoming[]): Promise<unknown>; clock: Clock }

/**
 * Each person concerned learns what became of a send to many as an event of the usual kind, named after the job and the
 * person, so that asking twice tells once. `failure` null: it was delivered.
 */
export const createTellResults =
  ({ acceptEvents, clock }: Needs) =>
  async (job: MassJob, rows: readonly ToldRow[], failure: string | null, at = clock.now()): Promise<void> => {
    const told = rows.flatMap((row) => receiptOf(job, row, failure, at))
    if (told.length > 0) await acceptEvents(told)
  }
export type TellResults = ReturnType<typeof createTellResults>

function receiptOf(
  { channel, receipt }: MassJob,
  { _id: effect, contact }: ToldRow,
  failure: string | null,
  at: Date,
): Incoming[] {
  if (contact === null) return []
  const told = failure === null ? 'delivered' : 'failed'
  const id = EventId.parse(`${told}:${receipt}:${effect}`.slice(0, 200))
  const base = { id, at, account: null, channel, effect, receipt }
  const event: Incoming['event'] =
    failure === null ? { ...base, name: 'message.delivered' } : { ...base, name: 'message.failed', reason: failure }
  return [{ event, claims: [], facts: {}, contact }]
}
