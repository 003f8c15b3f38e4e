import type mongoose from 'mongoose'
import { z } from 'zod'
import { StaffId } from '../../shared/ids.ts'
import { inOneAnswer } from './bulk.ts'

/**
 * One row per call that named many people at once, under the key made from the keys of its outbox rows. It is written
 * before they are settled: a worker that finds some of them left behind learns here that the call was accepted. A task
 * that a member must confirm is asked about again and again: `next` says when, and to whoever moves it the asking belongs.
 */
const MassJobDocument = z.object({
  _id: z.string(),
  channel: z.string(),
  /** The platform's name of the account it left through; the member who sends it where members do. */
  account: z.string(),
  staff: StaffId.nullable(),
  receipt: z.string(),
  /** handed: a member must still confirm it. */
  fate: z.enum(['sent', 'handed']),
  people: z.number().int(),
  createdAt: z.date(),
  /** Absent where nothing is to be asked any more. */
  next: z.date().optional(),
  /** How far the answer was read. */
  cursor: z.string().default(''),
  /** What the platform made of it, where it works on it first and then gives it another name. */
  made: z.string().optional(),
})
type MassJobDocument = z.infer<typeof MassJobDocument>
export type MassJob = Omit<MassJobDocument, '_id' | 'next' | 'cursor' | 'made'> & { key: string }
export type AskedJob = MassJob & { cursor: string; made: string | null }

export const indexes = [
  { collection: 'mass_jobs', spec: { channel: 1, receipt: 1 }, options: {} },
  { collection: 'mass_jobs', spec: { next: 1 }, options: { partialFilterExpression: { next: { $exists: true } } } },
] as const

export function createMassJobsStore(connection: mongoose.Connection) {
  const jobs = connection.collection<MassJobDocument>('mass_jobs')
  return {
    /** A job that is known already is left as it is. */
    async record({ key, ...job }: MassJob): Promise<void> {
      const asked = job.fate === 'handed' ? { next: job.createdAt } : {}
      await jobs.updateOne({ _id: key }, { $setOnInsert: { ...job, ...asked, cursor: '' } }, { upsert: true })
    },

    /** Those of these names that were accepted. */
    async named(keys: readonly string[]): Promise<Map<string, MassJob>> {
      if (keys.length === 0) return new Map()
      const found = await jobs.find({ _id: { $in: [...keys] } }, inOneAnswer(keys)).toArray()
      return new Map(found.map((document) => [document._id, toJob(document)]))
    },

    /** By what the platform called it. */
    async byReceipt(job: { channel: string; account: string; receipt: string }): Promise<MassJob | null> {
      const found = await jobs.findOne(job)
      return found && toJob(found)
    },

    /** Takes what is to be asked about now, and puts off the next time: of several workers one gets each. */
    async takeDue(given: { now: Date; limit: number; nextOf(job: MassJob): Date }): Promise<AskedJob[]> {
      const due = await jobs
        .find({ next: { $lte: given.now } })
        .sort({ next: 1 })
        .limit(given.limit)
        .toArray()
      const taken: AskedJob[] = []
      for (const document of due) {
        const job = toJob(document)
        const ours = { _id: document._id, ...(document.next && { next: document.next }) }
        const { modifiedCount } = await jobs.updateOne(ours, { $set: { next: given.nextOf(job) } })
        if (modifiedCount === 1) taken.push({ ...job, cursor: document.cursor, made: document.made ?? null })
      }
      return taken
    },

    async readTo(key: string, cursor: string): Promise<void> {
      await jobs.updateOne({ _id: key }, { $set: { cursor } })
    },

    async noteMade(key: string, made: string): Promise<void> {
      await jobs.updateOne({ _id: key }, { $set: { made } })
    },

    /** Not asked about any more. */
    async close(key: string): Promise<void> {
      await jobs.updateOne({ _id: key }, { $unset: { next: '' } })
    },
  }
}
export type MassJobsStore = ReturnType<typeof createMassJobsStore>

function toJob(document: unknown): MassJob {
  const { _id, next: _next, cursor: _cursor, made: _made, ...job } = MassJobDocument.parse(document)
  return { ...job, key: _id }
}
