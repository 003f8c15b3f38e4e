import type { JobReport } from '../../shared/account-news.ts'
import { StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { userIdOf } from '../../shared/staff-id.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { Platform } from '../platforms/call.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { externalContactCancelGroupmsgSend } from '../platforms/wecom/api/external-contact-cancel-groupmsg-send.ts'
import { externalContactGetGroupmsgSendResult } from '../platforms/wecom/api/external-contact-get-groupmsg-send-result.ts'
import { externalContactGetGroupmsgTask } from '../platforms/wecom/api/external-contact-get-groupmsg-task.ts'
import type { AskedJob, MassJob, MassJobsStore } from '../store/mass-jobs.ts'
import type { OutboxStore } from '../store/outbox.ts'
import { everyPage } from './every-page.ts'
import { createMomentResults } from './moment-results.ts'
import { createTellResults, type HandedRow } from './tell-results.ts'

/**
 * What became of sends to many. WeCom tells nobody that a member confirmed a task: it is asked, soon at first and less
 * often later, and after a week the task is called off. An Official Account tells by a callback, in numbers.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GIVEN_UP_AFTER_MS = 7 * 24 * HOUR
const JOBS_PER_SWEEP = 50
const CALLED_OFF = '员工 7 天内没有确认发送，任务已取消'

/** Of one customer (facts C4.7): 0 is not sent yet. */
const SENT = 1
const failures: Readonly<Record<number, string>> = {
  2: '对方已不是这位员工的企业微信好友',
  3: '对方可收的群发消息已达企业微信的上限',
}

export type MassResultNeeds = {
  jobs: MassJobsStore
  outbox: Pick<OutboxStore, 'handedOf' | 'peopleOf'>
  /** The app of the company whose member it is. */
  companyOf(staff: StaffId): Promise<{ platform: Platform }>
  appIdOf(account: string): Promise<string>
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  clock: Clock
  log: Log
}

export function createMassResults(needs: MassResultNeeds) {
  const { jobs, outbox, clock, log } = needs
  const tell = createTellResults(needs)
  const askAboutMoment = createMomentResults({ ...needs, tell })

  /** Asks about the tasks whose time has come. A job that fails is asked about the next time. */
  async function sweep(stopping: AbortSignal): Promise<void> {
    const now = clock.now()
    const nextOf = ({ createdAt }: MassJob) => new Date(now.getTime() + pauseAfter(now.getTime() - createdAt.getTime()))
    for (const job of await jobs.takeDue({ now, limit: JOBS_PER_SWEEP, nextOf })) {
      if (stopping.aborted) return
      try {
        await askAbout(job, stopping)
      } catch (error) {
        log.warn({ err: error, job: job.receipt }, 'What became of a mass message could not be asked')
      }
    }
  }

  async function askAbout(job: AskedJob, stopping: AbortSignal): Promise<void> {
    const { channel, receipt: msgid, staff } = job
    const rows = await outbox.handedOf(channel, msgid)
    const late = clock.now().getTime() - job.createdAt.getTime() >= GIVEN_UP_AFTER_MS
    if (late && rows.length === 0) return jobs.close(job.key)
    // All is told; or nothing is written at the rows yet, whose worker may have died just after the call.
    if (rows.length === 0) return
    if (channel === 'wecom-moment') return askAboutMoment({ job, rows, late, stopping })
    if (staff === null) return jobs.close(job.key)
    const { platform } = await needs.companyOf(staff)
    // The documents say 2 for a task that was done, their sample shows 1.
    const { task_list: tasks } = await platform.call(externalContactGetGroupmsgTask, { msgid })
    const confirmed = tasks.some(({ userid, status }) => userid === userIdOf(staff) && status !== 0)
    const from = late ? '' : job.cursor
    const told = confirmed
      ? await readResults({ ...job, cursor: from }, { platform, rows, staff, stopping })
      : new Set()
    if (!late || stopping.aborted) return
    await callOff(platform, msgid)
    await tell(
      job,
      rows.filter(({ _id }) => !told.has(_id)),
      CALLED_OFF,
    )
    await jobs.close(job.key)
  }

  /** One that the platform does not know any more, or has called off itself, is called off. */
  async function callOff(platform: Platform, msgid: string): Promise<void> {
    try {
      await platform.call(externalContactCancelGroupmsgSend, { msgid })
    } catch (error) {
      if (!(error instanceof PlatformRefused)) throw error
      log.warn({ err: error, job: msgid }, 'A mass message that nobody confirmed could not be called off')
    }
  }

  /** The rows that something was said of. */
  async function readResults(
    job: AskedJob,
    given: { platform: Platform; rows: readonly HandedRow[]; staff: StaffId; stopping: AbortSignal },
  ): Promise<Set<string>> {
    const { platform, staff, stopping } = given
    const rowsTold = new Set<string>()
    const byCustomer = new Map(given.rows.map((row) => [row.address['externalUserId'], row]))
    const asked = { msgid: job.receipt, userid: StaffId.parse(userIdOf(staff)) }
    const ask = (cursor: string) => platform.call(externalContactGetGroupmsgSendResult, { ...asked, cursor })
    for await (const page of everyPage(externalContactGetGroupmsgSendResult.path, ask, job.cursor)) {
      const told = new Map<string | null, HandedRow[]>()
      for (const { external_userid: customer, status } of page.send_list) {
        const row = byCustomer.get(customer)
        const failure = failures[status]
        if (!row || (status !== SENT && failure === undefined)) continue
        rowsTold.add(row._id)
        told.set(failure ?? null, [...(told.get(failure ?? null) ?? []), row])
      }
      for (const [failure, concerned] of told) await tell(job, concerned, failure)
      // From the beginning again the next time: somebody may have been left for later.
      await jobs.readTo(job.key, page.next_cursor)
      if (stopping.aborted) break
    }
    return rowsTold
  }

  /** The end of an Official Account's job, in numbers: what happened to all of them happened to each. */
  async function finished(account: string, report: JobReport, at: Date): Promise<void> {
    if (report.job !== 'mass') return
    const named = { channel: 'oa-mass', account: await needs.appIdOf(account), receipt: report.id }
    const job = await jobs.byReceipt(named)
    const everybody = report.succeeded && report.sent === report.total
    if (!job || (report.succeeded && !everybody)) return
    const people = await outbox.peopleOf(job.channel, job.receipt)
    const why = everybody ? null : (report.problem ?? '微信没有发送成功')
    await tell(
      job,
      people.map(({ effect, contact }) => ({ _id: effect, contact })),
      why,
      at,
    )
  }

  return { sweep, finished }
}

/** A member who confirms does it soon. */
function pauseAfter(age: number): number {
  if (age < HOUR) return 2 * MINUTE
  return age < 24 * HOUR ? 10 * MINUTE : HOUR
}
