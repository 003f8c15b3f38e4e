import type { z } from 'zod'
import type { Platform } from '../platforms/call.ts'
import { PlatformDrifted, PlatformRefused, PlatformSilent } from '../platforms/errors.ts'
import type { externalContactAddMomentTask } from '../platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactGetMomentList } from '../platforms/wecom/api/external-contact-get-moment-list.ts'
import { externalContactGetMomentTask } from '../platforms/wecom/api/external-contact-get-moment-task.ts'

type Body = Pick<z.input<typeof externalContactAddMomentTask.input>, 'text' | 'attachments'>
type Listed = z.output<typeof externalContactGetMomentList.reply>['moment_list'][number]

/** Clocks differ, and the platform counts in seconds. */
const SLACK_S = 60
const OF_THE_COMPANY = 0 as const
const PAGES = 50

export type FoundMoment = { moment: string; members: ReadonlySet<string> }

/**
 * A moment that the company made since then, that says the same, and that one of these members is asked for (facts C4.8):
 * what an asking came to whose answer was lost. Null when there is none, as far as the platform tells by now.
 */
export async function findMoment(
  platform: Platform,
  { body, since, now, of }: { body: Body; since: Date; now: Date; of: ReadonlySet<string> },
): Promise<FoundMoment | null> {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000)
  const asked = { start_time: seconds(since) - SLACK_S, end_time: seconds(now) + SLACK_S, filter_type: OF_THE_COMPANY }
  let cursor = ''
  for (let page = 0; page < PAGES; page += 1) {
    const { moment_list, next_cursor } = await platform.call(externalContactGetMomentList, { ...asked, cursor })
    for (const { moment_id: moment } of moment_list.filter((one) => saysTheSame(one, body))) {
      const members = await membersOf(platform, moment)
      if ([...of].some((member) => members.has(member))) return { moment, members }
    }
    if (next_cursor === '' || next_cursor === cursor) return null
    cursor = next_cursor
  }
  return null
}

/** Media have another id in the list: of pictures and videos it tells how many there are. */
function saysTheSame(listed: Listed, { text, attachments = [] }: Body): boolean {
  if ((listed.text?.content ?? '') !== (text?.content ?? '')) return false
  const pictures = attachments.filter(({ msgtype }) => msgtype === 'image').length
  const video = attachments.some(({ msgtype }) => msgtype === 'video')
  const link = attachments.find((one) => one.msgtype === 'link')
  return (
    (listed.image?.length ?? 0) === pictures &&
    (listed.video !== undefined) === video &&
    (listed.link?.url ?? null) === (link?.link.url ?? null)
  )
}

async function membersOf(platform: Platform, moment_id: string): Promise<Set<string>> {
  const members = new Set<string>()
  let cursor = ''
  for (let page = 0; page < PAGES; page += 1) {
    const { task_list, next_cursor } = await platform.call(externalContactGetMomentTask, { moment_id, cursor })
    for (const { userid } of task_list) members.add(userid.toLowerCase())
    if (next_cursor === '' || next_cursor === cursor) break
    cursor = next_cursor
  }
  return members
}

/** When the answer to the asking itself was lost. */
export const wasUnheard = (error: unknown): boolean =>
  error instanceof PlatformDrifted || (error instanceof PlatformSilent && error.mayHaveHappened)

/** What may be wrong while looking; a bug is none of it. */
export const isPlatformTrouble = (error: unknown): boolean =>
  error instanceof PlatformDrifted || error instanceof PlatformSilent || error instanceof PlatformRefused
