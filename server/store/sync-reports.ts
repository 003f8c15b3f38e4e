import type mongoose from 'mongoose'
import { z } from 'zod'
import { SyncCause, SyncCounts, SyncPartName } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'

/** What each complete reading of a part found: kept for the newest readings only. */
const ReportDocument = z.object({
  _id: z.string(),
  account: AccountId,
  part: SyncPartName,
  run: z.number().int(),
  cause: SyncCause,
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date(),
  counts: SyncCounts,
  examples: z.array(
    z.object({
      news: z.enum(['added', 'changed', 'gone']),
      /** An identity key, for people; otherwise the name. */
      key: z.string(),
      title: z.string().nullable(),
      missed: z.boolean(),
    }),
  ),
  notes: z.array(z.string()),
})
type ReportDocument = z.infer<typeof ReportDocument>
export type StoredSyncReport = ReportDocument

export const indexes = [
  { collection: 'sync_reports', spec: { account: 1, part: 1, run: -1 }, options: { unique: true } },
] as const

const KEPT = 30

export function createSyncReportsStore(connection: mongoose.Connection) {
  const reports = connection.collection<ReportDocument>('sync_reports')
  return {
    /** Written again by who takes over a run that ended unfinished, it is the same report. */
    async put(report: Omit<StoredSyncReport, '_id'>): Promise<void> {
      const { account, part, run } = report
      await reports.replaceOne({ _id: `${account}:${part}:${run}` }, report, { upsert: true })
      const [last] = await reports.find({ account, part }).sort({ run: -1 }).skip(KEPT).limit(1).toArray()
      if (last !== undefined) await reports.deleteMany({ account, part, run: { $lte: last.run } })
    },

    /** The newest first. */
    async newest(account: AccountId, part: SyncPartName, limit = KEPT): Promise<StoredSyncReport[]> {
      const found = await reports.find({ account, part }).sort({ run: -1 }).limit(limit).toArray()
      return found.map((document) => ReportDocument.parse(document))
    },
  }
}
export type SyncReportsStore = ReturnType<typeof createSyncReportsStore>
