import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { CustomerGroup } from '../../world/corp.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { dayOf, dayStartSeconds } from './days.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.10. What is said in groups is not played, so nothing counts messages. */
const ok = { errcode: 0, errmsg: 'ok' }
const Days = z.object({
  day_begin_time: z.number().int(),
  day_end_time: z.number().int().optional(),
  owner_filter: z.object({ userid_list: z.array(z.string()).max(100).default([]) }).optional(),
})

function daysAsked(sim: Simulation, input: z.infer<typeof Days>): { from: number; to: number } {
  const from = dayOf(input.day_begin_time * 1000)
  const to = dayOf((input.day_end_time ?? input.day_begin_time) * 1000)
  const today = dayOf(nowMs(sim))
  // The last whole day is yesterday.
  if (to < from || to - from > 30 || to >= today || from < today - 180) return refuse(600018, 'invalid start endtime')
  return { from, to }
}

function groupsAsked(sim: Simulation, account: WecomAccount, input: z.infer<typeof Days>): CustomerGroup[] {
  const owners = input.owner_filter?.userid_list ?? []
  for (const userId of owners) memberOf(sim, userId)
  return corpOf(sim, account).groups.filter((group) => owners.length === 0 || owners.includes(group.owner))
}

function count(groups: readonly CustomerGroup[], of: { from: number; to: number }) {
  const within = (at: number) => dayOf(at) >= of.from && dayOf(at) <= of.to
  const there = groups.filter((group) => dayOf(group.createdAt) <= of.to)
  const members = there.flatMap((group) => group.members.filter((member) => dayOf(member.joinedAt) <= of.to))
  return {
    new_chat_cnt: there.filter((group) => within(group.createdAt)).length,
    chat_total: there.length,
    chat_has_msg: 0,
    new_member_cnt: members.filter((member) => within(member.joinedAt)).length,
    member_total: members.length,
    member_has_msg: 0,
    msg_total: 0,
    migrate_trainee_chat_cnt: 0,
  }
}
const ORDERS = ['new_chat_cnt', 'chat_total', 'new_member_cnt', 'member_total'] as const

export const groupStatistic = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic',
  caller: 'wecom',
  input: Days.extend({
    order_by: z.number().int().min(1).max(4).default(1),
    order_asc: z.union([z.literal(0), z.literal(1)]).default(0),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(1000).default(500),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const days = daysAsked(sim, input)
    const groups = groupsAsked(sim, account, input)
    const field = ORDERS[input.order_by - 1] ?? ORDERS[0]
    const sign = input.order_asc === 1 ? 1 : -1
    const items = [...new Set(groups.map((group) => group.owner))]
      .map((owner) => ({
        owner,
        data: count(
          groups.filter((group) => group.owner === owner),
          days,
        ),
      }))
      .sort((one, other) => sign * (one.data[field] - other.data[field]))
    const page = items.slice(input.offset, input.offset + input.limit)
    return { ...ok, total: items.length, next_offset: input.offset + page.length, items: page }
  },
})

export const groupStatisticByDay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/statistic_group_by_day',
  caller: 'wecom',
  input: Days,
  misfit: 40058,
  answer(input, account, { sim }) {
    const { from, to } = daysAsked(sim, input)
    const groups = groupsAsked(sim, account, input)
    const days = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    return {
      ...ok,
      items: days.map((day) => ({ stat_time: dayStartSeconds(day), data: count(groups, { from: day, to: day }) })),
    }
  },
})
