import type mongoose from 'mongoose'
import { z } from 'zod'
import { inOneAnswer } from './bulk.ts'

/**
 * One row per call that named many people at once, under the key made from the keys of its outbox rows. It is written
 * before they are settled: a worker that finds some of them left behind learns here that the call was accepted.
 */
const MassJobDocument = z.object({
  _id: z.string(),
  channel: z.string(),
  /** The platform's name of the account it left through; the member who sends it where members do. */
  account: z.string(),
  staff: z.string().nullable(),
  receipt: z.string(),
  /** handed: a member must still confirm it. */
  fate: z.enum(['sent', 'handed']),
  people: z.number().int(),
  createdAt: z.date(),
})
type MassJobDocument = z.infer<typeof MassJobDocument>
export type MassJob = Omit<MassJobDocument, '_id'> & { key: string }

export const indexes = [{ collection: 'mass_jobs', spec: { channel: 1, receipt: 1 }, options: {} }] as const

export function createMassJobsStore(connection: mongoose.Connection) {
  const jobs = connection.collection<MassJobDocument>('mass_jobs')
  return {
    /** A job that is known already is left as it is. */
    async record({ key, ...job }: MassJob): Promise<void> {
      await jobs.updateOne({ _id: key }, { $setOnInsert: job }, { upsert: true })
    },

    /** Those of these names that were accepted. */
    async named(keys: readonly string[]): Promise<Map<string, MassJob>> {
      if (keys.length === 0) return new Map()
      const found = await jobs.find({ _id: { $in: [...keys] } }, inOneAnswer(keys)).toArray()
      return new Map(found.map((document) => [document._id, toJob(document)]))
    },
  }
}
export type MassJobsStore = ReturnType<typeof createMassJobsStore>

function toJob(document: unknown): MassJob {
  const { _id, ...job } = MassJobDocument.parse(document)
  return { ...job, key: _id }
}
