import type mongoose from 'mongoose'
import { z } from 'zod'
import { JobReport } from '../../shared/account-news.ts'

/** How the platforms' jobs of an account ended (a mass send, an article published), as their callbacks tell it; nobody's timeline holds these. */
const JobReportDocument = z.object({
  /** `<account>|<job>|<id>` */
  _id: z.string(),
  account: z.string(),
  report: JobReport,
  at: z.date(),
})
type JobReportDocument = z.infer<typeof JobReportDocument>

const KEEP_DAYS = 400
export const indexes = [
  { collection: 'job_reports', spec: { account: 1, at: -1 }, options: {} },
  { collection: 'job_reports', spec: { at: 1 }, options: { expireAfterSeconds: KEEP_DAYS * 86_400 } },
] as const

const keyOf = (account: string, { job, id }: Pick<JobReport, 'job' | 'id'>) => `${account}|${job}|${id}`

export function createJobReportsStore(connection: mongoose.Connection) {
  const reports = connection.collection<JobReportDocument>('job_reports')
  return {
    /** The newest saying about a job counts: a mass send can be held for a check first and go out afterwards. */
    async record(account: string, report: JobReport, at: Date): Promise<void> {
      const _id = keyOf(account, report)
      await reports.updateOne({ _id }, { $setOnInsert: { account, report, at } }, { upsert: true })
      await reports.updateOne({ _id, at: { $lt: at } }, { $set: { report, at } })
    },

    async find(account: string, job: Pick<JobReport, 'job' | 'id'>): Promise<JobReport | null> {
      const found = await reports.findOne({ _id: keyOf(account, job) })
      return found === null ? null : JobReportDocument.parse(found).report
    },
  }
}
export type JobReportsStore = ReturnType<typeof createJobReportsStore>
