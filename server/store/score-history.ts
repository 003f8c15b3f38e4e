import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import { inOneAnswer, wroteAll } from './bulk.ts'

/** How a person's scores went: the values at the end of each day on which one of them changed, so many of the last days. */
const Point = z.object({ day: z.string(), values: z.record(z.string(), z.number()) })
export type ScorePoint = z.infer<typeof Point>
const HistoryDocument = z.object({ _id: ContactId, points: z.array(Point) })
type HistoryDocument = z.infer<typeof HistoryDocument>

const KEPT = 90

export const indexes = [] as const

export function createScoreHistoryStore(connection: mongoose.Connection) {
  const histories = connection.collection<HistoryDocument>('score_history')
  return {
    /** Of one person on one day the last word stays. */
    async note(points: readonly { contact: ContactId; point: ScorePoint }[]): Promise<void> {
      if (points.length === 0) return
      // When many come at once most are scored for the first time: one statement for all of them.
      const known = await histories
        .find(
          { _id: { $in: points.map(({ contact }) => contact) } },
          { projection: { 'points.day': 1 }, ...inOneAnswer(points) },
        )
        .toArray()
      const begun = new Map(known.map(({ _id, points: had }) => [_id, new Set(had.map(({ day }) => day))]))
      const fresh = points.filter(({ contact }) => !begun.has(contact))
      const documents = fresh.map(({ contact, point }) => ({ _id: contact, points: [point] }))
      const beginning = () => histories.insertMany(documents, { ordered: false })
      const inserted = fresh.length === 0 || (await wroteAll(beginning))
      const others = inserted ? points.filter(({ contact }) => begun.has(contact)) : points
      if (others.length === 0) return
      const writes = others.map(({ contact, point }) => ({
        updateOne: begun.get(contact)?.has(point.day) ? inItsDay(contact, point) : asNewDay(contact, point),
      }))
      await histories.bulkWrite(writes, { ordered: false })
    },

    /** Oldest first. */
    async of(contact: ContactId): Promise<ScorePoint[]> {
      const found = await histories.findOne({ _id: contact })
      const points = found === null ? [] : HistoryDocument.parse(found).points
      return [...new Map(points.map((point) => [point.day, point])).values()].sort((a, b) => (a.day < b.day ? -1 : 1))
    },
  }
}
export type ScoreHistoryStore = ReturnType<typeof createScoreHistoryStore>

const asNewDay = (contact: ContactId, point: ScorePoint) => ({
  filter: { _id: contact },
  update: { $push: { points: { $each: [point], $slice: -KEPT } } },
  upsert: true,
})

/** Two who begin a day at once both add it: each later word replaces all of them. */
const inItsDay = (contact: ContactId, { day, values }: ScorePoint) => ({
  filter: { _id: contact },
  update: { $set: { 'points.$[own].values': values } },
  arrayFilters: [{ 'own.day': day }],
})
