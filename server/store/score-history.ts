import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'

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
      const before = points.map(({ contact, point }) => ({
        updateOne: { filter: { _id: contact }, update: { $pull: { points: { day: point.day } } } },
      }))
      const after = points.map(({ contact, point }) => ({
        updateOne: {
          filter: { _id: contact },
          update: { $push: { points: { $each: [point], $slice: -KEPT } } },
          upsert: true,
        },
      }))
      await histories.bulkWrite(before, { ordered: false })
      await histories.bulkWrite(after, { ordered: false })
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
