import type mongoose from 'mongoose'
import type { EventName } from '../../shared/events.ts'

/** Counts for the overview, over several collections: each is one query on an index, none loads a document. */
export type Span = { from: Date; to: Date }

export function createDayCounts(connection: mongoose.Connection) {
  const contacts = connection.collection('contacts')
  const events = connection.collection('events')
  const outbox = connection.collection('outbox')
  return {
    people: (): Promise<number> => contacts.countDocuments({ mergedInto: null }),

    newContacts: ({ from, to }: Span): Promise<number> =>
      contacts.countDocuments({ mergedInto: null, createdAt: { $gte: from, $lt: to } }),

    events: (name: EventName, { from, to }: Span): Promise<number> =>
      events.countDocuments({ name, at: { $gte: from, $lt: to } }),

    /** Messages that left and were never answered: a person must look. */
    unknownSends: ({ from, to }: Span): Promise<number> =>
      outbox.countDocuments({ createdAt: { $gte: from, $lt: to }, fate: 'unknown' }),
  }
}
export type DayCounts = ReturnType<typeof createDayCounts>
