import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { DAY_MS, dayOf, dayStartSeconds } from './days.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.10: what members did with customers, by day, added up over all who were asked about. */
export const userBehaviour = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_user_behavior_data',
  caller: 'wecom',
  input: z.object({
    userid: z.array(z.string()).max(100).default([]),
    partyid: z.array(z.number().int()).max(100).default([]),
    start_time: z.number().int(),
    end_time: z.number().int(),
  }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    if (input.userid.length + input.partyid.length === 0) return refuse(40058, 'userid and partyid are empty')
    const from = dayOf(input.start_time * 1000)
    const to = dayOf(input.end_time * 1000)
    const today = dayOf(nowMs(sim))
    if (to < from || to - from > 30 || from < today - 180) return refuse(40058, 'invalid start_time or end_time')
    const asked = new Set(input.userid.map((userId) => memberOf(sim, userId).userId))
    for (const member of Object.values(sim.world.members)) {
      if (member.departments.some((id) => input.partyid.includes(id))) asked.add(member.userId)
    }
    const days = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    return { errcode: 0, errmsg: 'ok', behavior_data: days.map((day) => behaviourOf(sim, asked, day)) }
  },
})

function behaviourOf(sim: Simulation, staff: ReadonlySet<string>, day: number) {
  const since = dayStartSeconds(day) * 1000
  const within = (at: number) => at >= since && at < since + DAY_MS
  const mine = Object.values(sim.world.friendships).filter((one) => staff.has(one.staff))
  const chats = new Set(mine.map((one) => `friend:${one.staff}:${one.person}`))
  const said = sim.world.messages.filter((one) => chats.has(one.chat) && within(one.at))
  const written = said.filter((one) => one.from === 'staff')
  const added = mine.filter((one) => within(one.since)).length
  const begun = new Set(said.filter((one) => one.from === 'person').map((one) => one.chat))
  const answered = [...begun].filter((chat) => written.some((one) => one.chat === chat)).length
  return {
    stat_time: dayStartSeconds(day),
    chat_cnt: new Set(written.map((one) => one.chat)).size,
    message_cnt: written.length,
    // A share of nothing is not told.
    ...(begun.size === 0 ? {} : { reply_percentage: Math.round((answered / begun.size) * 10_000) / 100 }),
    // When somebody was deleted is not kept.
    negative_feedback_cnt: 0,
    new_apply_cnt: added,
    new_contact_cnt: added,
  }
}
