import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { Moment } from '../../world/corp.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { tagNamed } from './corp-tags.ts'
import { DAY_MS } from './days.ts'
import { customersOf } from './friendships.ts'

/** Facts C4.8: a job first, then a moment that members must publish themselves. */
const ok = { errcode: 0, errmsg: 'ok' }
const JOB_TAKES_MS = 2000
const MINUTE = 60_000
const Media = z.object({ media_id: z.string().min(1) })
const Attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: Media }),
  z.object({ msgtype: z.literal('video'), video: Media }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: z.string().default(''), url: z.string().min(1), media_id: z.string().min(1) }),
  }),
])

const Input = z.object({
  text: z.object({ content: z.string() }).optional(),
  attachments: z.array(Attachment).max(9).default([]),
  visible_range: z
    .object({
      sender_list: z
        .object({
          user_list: z.array(z.string()).default([]),
          department_list: z.array(z.number().int()).default([]),
        })
        .optional(),
      external_contact_list: z.object({ tag_list: z.array(z.string()).default([]) }).optional(),
    })
    .optional(),
})

export const addMomentTask = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_moment_task',
  caller: 'wecom',
  input: Input,
  misfit: 40058,
  answer(input, account, { sim }) {
    const text = input.text?.content ?? ''
    if (text === '' && input.attachments.length === 0) return refuse(40058, 'text and attachments are empty')
    if ([...text].length > 2000) return refuse(45002)
    const pictures = input.attachments.filter(({ msgtype }) => msgtype === 'image').length
    if (input.attachments.length > 1 && pictures < input.attachments.length) {
      return refuse(40058, 'attachments: nine pictures, one video or one link')
    }
    const corp = corpOf(sim, account)
    if (corp.moments.filter((one) => nowMs(sim) - one.createdAt < MINUTE).length >= 10) {
      return refuse(45009, 'api freq out of limit')
    }
    const moment = momentFrom(sim, account, input)
    corp.moments.push(moment)
    sim.changed()
    return { ...ok, jobid: moment.job }
  },
})

function momentFrom(sim: Simulation, account: WecomAccount, input: z.infer<typeof Input>): Moment {
  const senders = input.visible_range?.sender_list
  const tags = input.visible_range?.external_contact_list?.tag_list ?? []
  const users = senders?.user_list ?? []
  const departments = senders?.department_list ?? []
  const everybody = users.length + departments.length === 0
  const staff = Object.values(sim.world.members).filter(
    (member) =>
      member.status === 1 &&
      (everybody || users.includes(member.userId) || member.departments.some((id) => departments.includes(id))),
  )
  const wanted = tags.filter((tag) => tagNamed(sim, account, tag) !== null)
  const sees = (userId: string) =>
    customersOf(sim, userId)
      .filter((one) => tags.length === 0 || wanted.some((tag) => one.tags.includes(tag)))
      .map((one) => one.person)
  return {
    id: `mom${randomBytes(12).toString('base64url')}`,
    job: randomBytes(16).toString('hex'),
    createdAt: nowMs(sim),
    text: input.text?.content ?? '',
    attachments: input.attachments,
    cancelled: false,
    invalidUsers: users.filter((userId) => sim.world.members[userId] === undefined),
    invalidDepartments: departments.filter((id) => !sim.world.departments.some((one) => one.id === id)),
    invalidTags: tags.filter((tag) => !wanted.includes(tag)),
    tasks: staff.map(({ userId }) => ({ staff: userId, publishedAt: null, shownTo: sees(userId) })),
    comments: [],
    likes: [],
  }
}

export const momentTaskResult = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_moment_task_result',
  caller: 'wecom',
  input: z.object({ jobid: z.string().default('') }),
  answer(input, account, { sim }) {
    const moment = corpOf(sim, account).moments.find((one) => one.job === input.jobid)
    const age = moment === undefined ? Number.POSITIVE_INFINITY : nowMs(sim) - moment.createdAt
    if (moment === undefined || age > DAY_MS) return refuse(40058, 'invalid jobid')
    if (age < JOB_TAKES_MS) return { ...ok, status: age === 0 ? 1 : 2, type: 'add_moment_task' }
    return {
      ...ok,
      status: 3,
      type: 'add_moment_task',
      result: {
        ...(moment.tasks.length === 0 ? { errcode: 41048, errmsg: 'no sender' } : ok),
        ...(moment.tasks.length === 0 ? {} : { moment_id: moment.id }),
        invalid_sender_list: { user_list: moment.invalidUsers, department_list: moment.invalidDepartments },
        invalid_external_contact_list: { tag_list: moment.invalidTags },
      },
    }
  },
})

export const momentOf = (sim: Simulation, account: WecomAccount, id: string): Moment =>
  corpOf(sim, account).moments.find((one) => one.id === id) ?? refuse(40058, 'invalid moment_id')

export const cancelMomentTask = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_moment_task',
  caller: 'wecom',
  input: z.object({ moment_id: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    momentOf(sim, account, input.moment_id).cancelled = true
    sim.changed()
    return ok
  },
})
