import { z } from 'zod'
import type { WecomAccount } from '../../world/account.ts'
import type { Moment } from '../../world/corp.ts'
import { externalUserIdOf } from '../../world/identity.ts'
import { defineCall } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { momentOf } from './moments.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.8: what became of a moment. */
const ok = { errcode: 0, errmsg: 'ok' }
const THIRTY_DAYS = 30 * 86_400
const seconds = (ms: number) => Math.floor(ms / 1000)
const nextOf = (next: string) => (next === '' ? {} : { next_cursor: next })

/** As the list shows what hangs on a moment: media under ids of its own. */
const Hung = z.array(
  z.object({ msgtype: z.string(), link: z.object({ title: z.string().default(''), url: z.string() }).optional() }),
)
function shownIn({ id, attachments }: Moment) {
  const hung = Hung.parse(attachments)
  const pictures = hung.filter(({ msgtype }) => msgtype === 'image')
  const link = hung.find(({ msgtype }) => msgtype === 'link')?.link
  const own = (index: number) => ({ media_id: `${id}-${index + 1}` })
  return {
    ...(pictures.length > 0 && { image: pictures.map((_, index) => own(index)) }),
    ...(hung.some(({ msgtype }) => msgtype === 'video') && { video: own(0) }),
    ...(link !== undefined && { link: { title: link.title, url: link.url } }),
  }
}

export const momentList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_list',
  caller: 'wecom',
  input: z.object({
    start_time: z.number().int(),
    end_time: z.number().int(),
    creator: z.string().optional(),
    filter_type: z.number().int().min(0).max(2).default(2),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(20).default(20),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const span = input.end_time - input.start_time
    if (span < 0 || span > THIRTY_DAYS) return refuse(40058, 'invalid start_time or end_time')
    const made = corpOf(sim, account).moments.filter(
      (one) =>
        input.filter_type !== 1 &&
        input.creator === undefined &&
        seconds(one.createdAt) >= input.start_time &&
        seconds(one.createdAt) <= input.end_time,
    )
    const { rows, next } = pageOf(made, input.cursor, input.limit)
    return {
      ...ok,
      moment_list: rows.map((one) => ({
        moment_id: one.id,
        create_time: seconds(one.createdAt),
        create_type: 0,
        visible_type: 1,
        text: { content: one.text },
        ...shownIn(one),
      })),
      ...nextOf(next),
    }
  },
})

const OfMoment = z.object({
  moment_id: z.string(),
  cursor: z.string().default(''),
  limit: z.number().int().min(1).max(1000).default(500),
})
const OfMember = OfMoment.extend({ userid: z.string() })

export const momentTasks = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_task',
  caller: 'wecom',
  input: OfMoment,
  misfit: 40058,
  answer(input, account, { sim }) {
    const { rows, next } = pageOf(momentOf(sim, account, input.moment_id).tasks, input.cursor, input.limit)
    return {
      ...ok,
      task_list: rows.map(({ staff, publishedAt }) => ({
        userid: staff,
        publish_status: publishedAt === null ? 0 : 1,
      })),
      ...nextOf(next),
    }
  },
})

const taskOf = (moment: Moment, userId: string) => moment.tasks.find((task) => task.staff === userId)
const idsOf = (account: WecomAccount, people: readonly string[]) =>
  people.map((person) => externalUserIdOf(account.corpId, person))

export const momentCustomers = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_customer_list',
  caller: 'wecom',
  input: OfMember,
  misfit: 40058,
  answer(input, account, { sim }) {
    memberOf(sim, input.userid)
    const chosen = taskOf(momentOf(sim, account, input.moment_id), input.userid)?.shownTo ?? []
    const { rows, next } = pageOf(idsOf(account, chosen), input.cursor, input.limit)
    return {
      ...ok,
      customer_list: rows.map((id) => ({ userid: input.userid, external_userid: id })),
      ...nextOf(next),
    }
  },
})

export const momentReached = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_send_result',
  caller: 'wecom',
  input: OfMember,
  misfit: 40058,
  answer(input, account, { sim }) {
    memberOf(sim, input.userid)
    const task = taskOf(momentOf(sim, account, input.moment_id), input.userid)
    const reached = task === undefined || task.publishedAt === null ? [] : task.shownTo
    const { rows, next } = pageOf(idsOf(account, reached), input.cursor, input.limit)
    return { ...ok, customer_list: rows.map((id) => ({ external_userid: id })), ...nextOf(next) }
  },
})

export const momentComments = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_comments',
  caller: 'wecom',
  input: z.object({ moment_id: z.string(), userid: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    memberOf(sim, input.userid)
    const moment = momentOf(sim, account, input.moment_id)
    const reply = (one: Moment['likes'][number]) => ({
      ...(one.staff ? { userid: one.by } : { external_userid: externalUserIdOf(account.corpId, one.by) }),
      create_time: seconds(one.at),
    })
    return { ...ok, comment_list: moment.comments.map(reply), like_list: moment.likes.map(reply) }
  },
})
