import { z } from 'zod'
import { addMessage, nextNumber, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { chatOf } from '../../world/message.ts'
import type { MassJob } from '../../world/wechat-state.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followerOf } from './follower.ts'
import { bodiesOf, MassContent } from './mass-content.ts'
import { stateOf } from './state.ts'

/** The calls around a mass message (facts A7.4). */
const ok = { errcode: 0, errmsg: 'ok' }
/** What a level stands for: ten thousands of messages a minute, by the platform's own table [U]. */
const SPEEDS = [80, 60, 45, 30, 10] as const

export const massPreview = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/preview',
  caller: 'oa',
  input: z.object({ touser: z.string().optional(), towxname: z.string().optional() }).and(MassContent),
  answer(input, account, context) {
    const { sim } = context
    // A WeChat id goes before an openid; here a person's id is theirs.
    const named = input.towxname === undefined ? undefined : sim.world.people[input.towxname]?.id
    if (input.towxname !== undefined && named === undefined) return refuse(40132, 'invalid username')
    const person = named ?? followerOf(context, account, input.touser ?? '').person
    context.subject.person = person
    for (const body of bodiesOf(sim, account, input)) {
      addMessage(sim, { chat: chatOf.oa(account.appId, person), from: 'account', body })
    }
    return { errcode: 0, errmsg: 'preview success', msg_id: 1_000_000_000 + nextNumber(sim) }
  },
})

function jobOf(sim: Simulation, account: OaAccount, id: string): MassJob {
  return stateOf(sim, account).massJobs.find((job) => String(job.id) === id) ?? refuse(40059, 'invalid msg id')
}

export const massGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/get',
  caller: 'oa',
  input: z.object({ msg_id: z.coerce.string() }),
  answer(input, account, { sim }) {
    const job = jobOf(sim, account, input.msg_id)
    return { msg_id: job.id, msg_status: job.status }
  },
})

/** Only the pages go; the messages stay where they were sent. */
export const massDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/delete',
  caller: 'oa',
  input: z.object({
    msg_id: z.coerce.string().optional(),
    article_idx: z.number().int().min(0).default(0),
    url: z.string().optional(),
  }),
  answer(input, account, { sim }) {
    if (input.url !== undefined && input.msg_id === undefined) return ok
    const job = jobOf(sim, account, input.msg_id ?? '')
    if (input.article_idx > job.titles.length) return refuse(40060, 'invalid index value')
    const all = job.titles.map((_, index) => index + 1)
    job.deleted = [...new Set([...job.deleted, ...(input.article_idx === 0 ? all : [input.article_idx])])]
    if (job.deleted.length === job.titles.length) job.status = 'DELETE'
    return ok
  },
})

const speedOf = (level: number) => ({ speed: level, realspeed: SPEEDS[level] ?? SPEEDS[0] })

export const massSpeedGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/speed/get',
  caller: 'oa',
  input: z.object({}),
  answer: (_input, account, { sim }) => speedOf(stateOf(sim, account).massSpeed),
})

export const massSpeedSet = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/speed/set',
  caller: 'oa',
  input: z.object({ speed: z.number() }),
  answer(input, account, { sim }) {
    if (SPEEDS[input.speed] === undefined) return refuse(45083, 'speed must be between 0 and 4')
    stateOf(sim, account).massSpeed = input.speed
    return ok
  },
})
