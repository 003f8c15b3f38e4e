import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import { fitsNone, joined, type Measure, valueFits } from '../../shared/segment/history.ts'
import { ruleFilter } from '../../shared/segment/rule.ts'
import { collectionOf } from './measured.ts'

type ContactFields = { _id: ContactId; mergedInto: ContactId | null; mergedFrom: ContactId[] }

/** Questions about many contacts at once, asked in MongoDB's own filter language (see shared/segment/evaluate.ts). */
export function createSegmentsStore(connection: mongoose.Connection) {
  const contacts = connection.collection<ContactFields>('contacts')

  /** A record that was merged away is nobody. */
  const living = (filter: Record<string, unknown>) => ({ $and: [{ mergedInto: null }, filter] })

  return {
    /**
     * Whose rows fit the measure, what happened to absorbed records included; where people without rows fit too
     * (`fitsNone`), who does not.
     */
    async measured(measure: Measure): Promise<ContactId[]> {
      const absorbed = await contacts
        .find({ 'mergedFrom.0': { $exists: true }, mergedInto: null }, { projection: { mergedFrom: 1 } })
        .toArray()
      const survivorOf = new Map(absorbed.flatMap(({ _id, mergedFrom }) => mergedFrom.map((from) => [from, _id])))
      const values = await connection
        .collection(collectionOf[measure.source])
        .aggregate<{ _id: ContactId; value: number | string | Date | null }>([
          { $match: ruleFilter(measure.rows) },
          { $group: { _id: '$contact', value: taking(measure) } },
        ])
        .toArray()
      const sums = new Map<ContactId, number | string | Date | null>()
      for (const { _id, value } of values) {
        const person = survivorOf.get(_id) ?? _id
        sums.set(person, joined(measure.take, sums.get(person) ?? null, value))
      }
      const wanted = !fitsNone(measure)
      return [...sums].flatMap(([id, value]) => (valueFits(measure, value) === wanted ? [id] : []))
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
/** What one person's rows measure, in the words of an aggregation. */
function taking({ take }: Measure): Record<string, unknown> {
  switch (take.kind) {
    case 'count':
      return { $sum: 1 }
    case 'sum':
      return { $sum: `$${take.at}` }
    case 'first':
      return { $min: `$${take.at}` }
    case 'last':
      return { $max: `$${take.at}` }
  }
}
export type SegmentsStore = ReturnType<typeof createSegmentsStore>
