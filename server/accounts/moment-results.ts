import { StaffId } from '../../shared/ids.ts'
import { userIdOf } from '../../shared/staff-id.ts'
import { groupBy } from '../kit/group-by.ts'
import type { Log } from '../kit/log.ts'
import type { Platform } from '../platforms/call.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { externalContactCancelMomentTask } from '../platforms/wecom/api/external-contact-cancel-moment-task.ts'
import { externalContactGetMomentCustomerList } from '../platforms/wecom/api/external-contact-get-moment-customer-list.ts'
import { externalContactGetMomentSendResult } from '../platforms/wecom/api/external-contact-get-moment-send-result.ts'
import { externalContactGetMomentTask } from '../platforms/wecom/api/external-contact-get-moment-task.ts'
import { externalContactGetMomentTaskResult } from '../platforms/wecom/api/external-contact-get-moment-task-result.ts'
import { momentOfReceipt } from '../platforms/wecom/moment-receipt.ts'
import type { AskedJob, MassJobsStore } from '../store/mass-jobs.ts'
import { everyPage } from './every-page.ts'
import type { HandedRow, TellResults } from './tell-results.ts'

/**
 * What became of a moment (facts C4.8): first a job, then a moment under a name of its own, then one task per member,
 * who publishes or does not. Only of a published one the platform says who sees it. The job's answer is kept for a day.
 */
const DONE = 3
const PUBLISHED = 1
const NOT_MADE = '企业微信没有建立这条朋友圈'
const NO_SENDER = '这位员工不能发表客户朋友圈：不在应用的可见范围内，或没有客户联系权限'
const NOT_VISIBLE = '对方不在这条朋友圈的可见范围内'
const NOT_PUBLISHED = '员工 7 天内没有发表，任务已取消'

export type MomentResultNeeds = {
  jobs: Pick<MassJobsStore, 'noteMade' | 'close'>
  /** The app of the company whose member it is. */
  companyOf(staff: StaffId): Promise<{ platform: Platform }>
  tell: TellResults
  log: Log
}
type Asking = { job: AskedJob; rows: readonly HandedRow[]; late: boolean; stopping: AbortSignal }

export function createMomentResults({ jobs, companyOf, tell, log }: MomentResultNeeds) {
  /** `late`: asked for the last time. There is at least one row. */
  return async function askAboutMoment({ job, rows, late, stopping }: Asking): Promise<void> {
    const [first] = rows
    if (!first) return
    const { platform } = await companyOf(staffOf(first))
    const made = await momentOf(platform, job)
    if (made.kind === 'failed' || (made.kind === 'pending' && late)) {
      await tell(job, rows, made.kind === 'failed' ? made.why : NOT_MADE)
      return jobs.close(job.key)
    }
    if (made.kind === 'pending') return
    const shut = rows.filter((row) => made.invalid.has(userIdOf(staffOf(row)).toLowerCase()))
    await tell(job, shut, NO_SENDER)
    // Kept after that: the platform names those members only in this answer.
    if (job.made === null) await jobs.noteMade(job.key, made.moment)
    const open = rows.filter((row) => !shut.includes(row))
    const left = await tellPublished({ job, rows: open, late, stopping }, platform, made.moment)
    if (!late || stopping.aborted) return
    await callOff(platform, made.moment)
    await tell(job, left, NOT_PUBLISHED)
    await jobs.close(job.key)
  }

  async function momentOf(platform: Platform, { receipt, made }: AskedJob): Promise<Made> {
    const known = made ?? momentOfReceipt(receipt)
    if (known !== null) return { kind: 'made', moment: known, invalid: new Set() }
    const answer = await answerOf(platform, receipt)
    if (answer?.status !== DONE || !answer.result) return { kind: 'pending' }
    const { result } = answer
    if (result.errcode !== 0 || result.moment_id === undefined)
      return { kind: 'failed', why: `${NOT_MADE}（错误码 ${result.errcode}：${result.errmsg}）` }
    const invalid = result.invalid_sender_list?.user_list ?? []
    return { kind: 'made', moment: result.moment_id, invalid: new Set(invalid.map((one) => one.toLowerCase())) }
  }

  /** null: the platform does not know the job, or not any more. */
  async function answerOf(platform: Platform, jobid: string) {
    try {
      return await platform.call(externalContactGetMomentTaskResult, { jobid })
    } catch (error) {
      if (!(error instanceof PlatformRefused)) throw error
      log.warn({ err: error, job: jobid }, 'The platform does not say what became of a moment')
      return null
    }
  }

  /** Gives the rows whose member has not published yet. */
  async function tellPublished(asking: Asking, platform: Platform, moment: string): Promise<HandedRow[]> {
    const { job, rows, late, stopping } = asking
    const published = await publishersOf(platform, moment)
    const left: HandedRow[] = []
    for (const [member, theirs] of groupBy(rows, (row) => userIdOf(staffOf(row)))) {
      if (stopping.aborted) return []
      if (!published.has(member.toLowerCase())) left.push(...theirs)
      else await tellViewers({ job, rows: theirs, late }, platform, { moment, member: StaffId.parse(member) })
    }
    return left
  }

  async function tellViewers(
    { job, rows, late }: Omit<Asking, 'stopping'>,
    platform: Platform,
    of: { moment: string; member: StaffId },
  ): Promise<void> {
    const seeing = await customersIn(platform, externalContactGetMomentSendResult, of)
    const sees = (row: HandedRow) => seeing.has(String(row.address['externalUserId']))
    await tell(job, rows.filter(sees), null)
    const others = rows.filter((row) => !sees(row))
    if (others.length === 0) return
    // Whoever was chosen and is not shown it yet may still be: until the last look.
    const chosen = late ? new Set<string>() : await customersIn(platform, externalContactGetMomentCustomerList, of)
    await tell(
      job,
      others.filter((row) => !chosen.has(String(row.address['externalUserId']))),
      NOT_VISIBLE,
    )
  }

  /** One that the platform does not know any more is called off. */
  async function callOff(platform: Platform, moment_id: string): Promise<void> {
    try {
      await platform.call(externalContactCancelMomentTask, { moment_id })
    } catch (error) {
      if (!(error instanceof PlatformRefused)) throw error
      log.warn({ err: error, moment: moment_id }, 'A moment that was not published by all could not be called off')
    }
  }
}

type Made =
  | { kind: 'pending' }
  | { kind: 'failed'; why: string }
  /** `invalid`: members the platform takes no moment from. */
  | { kind: 'made'; moment: string; invalid: ReadonlySet<string> }

const staffOf = (row: HandedRow): StaffId => StaffId.parse(row.address['staff'])

async function publishersOf(platform: Platform, moment_id: string): Promise<Set<string>> {
  const published = new Set<string>()
  const ask = (cursor: string) => platform.call(externalContactGetMomentTask, { moment_id, cursor })
  for await (const { task_list } of everyPage(externalContactGetMomentTask.path, ask)) {
    for (const { userid, publish_status } of task_list) {
      if (publish_status === PUBLISHED) published.add(userid.toLowerCase())
    }
  }
  return published
}

async function customersIn(
  platform: Platform,
  list: typeof externalContactGetMomentSendResult | typeof externalContactGetMomentCustomerList,
  { moment, member }: { moment: string; member: StaffId },
): Promise<Set<string>> {
  const found = new Set<string>()
  const ask = (cursor: string) => {
    const asked = { moment_id: moment, userid: member, cursor }
    return list === externalContactGetMomentSendResult
      ? platform.call(externalContactGetMomentSendResult, asked)
      : platform.call(externalContactGetMomentCustomerList, asked)
  }
  for await (const { customer_list } of everyPage(list.path, ask)) {
    for (const { external_userid } of customer_list) found.add(external_userid)
  }
  return found
}
