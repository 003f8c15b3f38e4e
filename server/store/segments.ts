import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import type { ActivityLookup } from '../../shared/segment/contract.ts'

type ContactFields = { _id: ContactId; mergedInto: ContactId | null; mergedFrom: ContactId[] }
type ActivityFields = { _id: string; contact: ContactId; event: string; day: string; count: number }

/** Questions about many contacts at once, asked in MongoDB's own filter language (see shared/segment/evaluate.ts). */
export function createSegmentsStore(connection: mongoose.Connection) {
  const contacts = connection.collection<ContactFields>('contacts')
  const days = connection.collection<ActivityFields>('activity_days')

  /** A record that was merged away is nobody. */
  const living = (filter: Record<string, unknown>) => ({ $and: [{ mergedInto: null }, filter] })

  return {
    /** Whose activity counts enough, what happened to absorbed records included. */
    async whoDid({ event, since, atLeast }: ActivityLookup): Promise<ContactId[]> {
      const sums = await days
        .aggregate<{ _id: ContactId; count: number }>([
          { $match: { event, day: { $gte: since } } },
          { $group: { _id: '$contact', count: { $sum: '$count' } } },
        ])
        .toArray()
      const counts = new Map(sums.map(({ _id, count }) => [_id, count]))
      const absorbed = await contacts
        .find({ mergedFrom: { $in: [...counts.keys()] }, mergedInto: null }, { projection: { mergedFrom: 1 } })
        .toArray()
      for (const { _id, mergedFrom } of absorbed) {
        const inherited = mergedFrom.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0)
        counts.set(_id, (counts.get(_id) ?? 0) + inherited)
      }
      return [...counts].flatMap(([id, count]) => (count >= atLeast ? [id] : []))
    },

    count: (filter: Record<string, unknown>): Promise<number> => contacts.countDocuments(living(filter)),

    /** One page of ids in their own order; the last one is where the next page goes on. */
    async ids(filter: Record<string, unknown>, page: { after: ContactId | null; limit: number }): Promise<ContactId[]> {
      const found = await contacts
        .find(page.after === null ? living(filter) : { $and: [{ _id: { $gt: page.after } }, living(filter)] }, {
          projection: { _id: 1 },
        })
        .sort({ _id: 1 })
        .limit(page.limit)
        .toArray()
      return found.map(({ _id }) => _id)
    },
  }
}
export type SegmentsStore = ReturnType<typeof createSegmentsStore>
