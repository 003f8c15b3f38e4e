import { z } from 'zod'
import { sendMassFinished } from '../../callbacks/oa-job-events.ts'
import { addMessage, nextNumber, nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { chatOf } from '../../world/message.ts'
import type { MassJob } from '../../world/wechat-state.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followOf } from './follower.ts'
import { articlesOf, bodiesOf, MassContent, urlsOf } from './mass-content.ts'
import { dayOf, monthOf, stateOf } from './state.ts'

/**
 * Facts A7: a job is accepted at once and done some seconds later. A service account reaches each person four times a
 * calendar month, the fifth is filtered; a subscription account sends once a day.
 */
const MONTHLY = 4
const DEDUPE_MS = 24 * 3_600_000
const LONGEST_KEY = 64

const Common = MassContent.and(z.object({ clientmsgid: z.string().optional() }))

export const massSendAll = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/sendall',
  caller: 'oa',
  input: z
    .object({ filter: z.object({ is_to_all: z.boolean().default(false), tag_id: z.number().int().optional() }) })
    .and(Common),
  answer(input, account, { sim }): Reply {
    const { is_to_all: all, tag_id: tag } = input.filter
    if (!all && tag === undefined) return refuse(40068)
    const followers = Object.entries(sim.world.follows)
      .filter(([key, follow]) => key.startsWith(`${account.appId}:`) && follow.following)
      .filter(([, follow]) => all || (tag !== undefined && follow.tags.includes(tag)))
      .map(([key]) => key.slice(account.appId.length + 1))
    return startJob(sim, account, { content: input, key: input.clientmsgid, people: followers, unknown: 0 })
  },
})

export const massSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/mass/send',
  caller: 'oa',
  input: z.object({ touser: z.array(z.string()) }).and(Common),
  answer(input, account, { sim }): Reply {
    if (!account.service) return refuse(48001)
    if (input.touser.length < 2 || input.touser.length > 10_000) return refuse(40032)
    const people = input.touser
      .map((openId) => sim.directory.personNamed(account, openId))
      .filter((person): person is string => person !== null)
    if (people.length === 0) return refuse(40031, 'invalid openid list')
    const unknown = input.touser.length - people.length
    return startJob(sim, account, { content: input, key: input.clientmsgid, people, unknown })
  },
})

type Wanted = { content: z.infer<typeof MassContent>; key: string | undefined; people: string[]; unknown: number }

function startJob(sim: Simulation, account: OaAccount, wanted: Wanted): Reply {
  const { content, key = null, people, unknown } = wanted
  const state = stateOf(sim, account)
  const now = nowMs(sim)
  if (key !== null && Buffer.byteLength(key) > LONGEST_KEY) return refuse(45067, 'clientmsgid size out of limit')
  const before = state.massJobs.find((job) => key !== null && job.clientId === key && now - job.at < DEDUPE_MS)
  // The one refusal that brings an answer: the job of the first time (facts A7.2).
  if (before !== undefined) return { errcode: 45065, errmsg: 'clientmsgid exist', msg_id: before.id }
  if (!account.service && state.massJobs.some((job) => dayOf(job.at) === dayOf(now))) {
    return refuse(45028, 'has no masssend quota')
  }
  const bodies = bodiesOf(sim, account, content)
  const articles = articlesOf(sim, account, content)
  const job: MassJob = {
    id: 1_000_000_000 + nextNumber(sim),
    dataId: content.msgtype === 'mpnews' ? 2_247_000_000 + nextNumber(sim) : null,
    clientId: key,
    at: now,
    status: 'SENDING',
    titles: articles.map((article) => article.title),
    deleted: [],
    draft: content.msgtype === 'mpnews' ? content.mpnews.media_id : '',
    articles,
  }
  state.massJobs = [...state.massJobs, job]
  const urls = urlsOf(content, job.titles.length)
  sim.schedule.after(1000 + sim.random.next() * 2000, async () => {
    const reached = people.filter((person) => mayReceive(sim, account, person))
    for (const person of reached) {
      for (const body of bodies) addMessage(sim, { chat: chatOf.oa(account.appId, person), from: 'account', body })
    }
    if (job.status === 'SENDING') job.status = 'SEND_SUCCESS'
    await sendMassFinished(sim, account, job, {
      total: people.length + unknown,
      filtered: reached.length + unknown,
      sent: reached.length,
      failed: unknown,
      urls,
    })
  })
  return {
    errcode: 0,
    errmsg: 'send job submission success',
    msg_id: job.id,
    ...(job.dataId === null ? {} : { msg_data_id: job.dataId }),
  }
}

/** Takes one of the month's four; whoever left, is blacklisted or has had them all is filtered out. */
function mayReceive(sim: Simulation, account: OaAccount, person: string): boolean {
  const state = stateOf(sim, account)
  if (followOf(sim, account.appId, person)?.following !== true || state.blacklist.includes(person)) return false
  const period = monthOf(nowMs(sim))
  const known = state.massReceived[person]
  const count = known?.period === period ? known.count : 0
  if (account.service && count >= MONTHLY) return false
  state.massReceived[person] = { period, count: count + 1 }
  return true
}
