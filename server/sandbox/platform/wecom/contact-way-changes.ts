import { z } from 'zod'
import { nowMs, nowSeconds, type Simulation } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { relationOf } from './friendships.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.2, after add and get. */
const ok = { errcode: 0, errmsg: 'ok' }
const wayOf = (sim: Simulation, configId: string) =>
  sim.world.contactWays[configId] ?? refuse(41044, 'invalid config_id')

export const listContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/list_contact_way',
  caller: 'wecom',
  input: z.object({
    start_time: z.number().int().optional(),
    end_time: z.number().int().optional(),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(1000).default(100),
  }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const from = input.start_time ?? 0
    const to = input.end_time ?? nowSeconds(sim)
    const ways = Object.values(sim.world.contactWays).filter((way) => {
      const made = Math.floor(way.createdAt / 1000)
      return way.expiresAt === null && made >= from && made <= to
    })
    const { rows, next } = pageOf(ways, input.cursor, input.limit)
    return {
      ...ok,
      contact_way: rows.map((way) => ({ config_id: way.configId })),
      ...(next === '' ? {} : { next_cursor: next }),
    }
  },
})

export const updateContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/update_contact_way',
  caller: 'wecom',
  input: z
    .object({
      config_id: z.string(),
      remark: z.string().max(30).optional(),
      skip_verify: z.boolean().optional(),
      state: z.string().max(30).optional(),
      user: z.array(z.string()).max(100).optional(),
      party: z.array(z.number().int()).optional(),
    })
    .loose(),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const way = wayOf(sim, input.config_id)
    if (way.expiresAt !== null && way.expiresAt <= nowMs(sim)) return refuse(40058, 'the temporary contact way expired')
    if (input.user !== undefined || input.party !== undefined) {
      const { user = [], party = [] } = input
      const fromParties = Object.values(sim.world.members).filter((member) =>
        member.departments.some((department) => party.includes(department)),
      )
      const users = [
        ...new Set([...user.map((id) => memberOf(sim, id).userId), ...fromParties.map((one) => one.userId)]),
      ]
      if (users.length === 0 || (way.type === 1 && (user.length !== 1 || party.length > 0))) {
        return refuse(40058, 'user and party do not fit the type')
      }
      way.users = users
    }
    way.remark = input.remark ?? way.remark
    way.skipVerify = input.skip_verify ?? way.skipVerify
    way.state = input.state ?? way.state
    sim.changed()
    return ok
  },
})

export const delContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_contact_way',
  caller: 'wecom',
  input: z.object({ config_id: z.string() }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    wayOf(sim, input.config_id)
    delete sim.world.contactWays[input.config_id]
    sim.changed()
    return ok
  },
})

/** Temporary chats are not played: a relation is looked up, nothing ends. */
export const closeTempChat = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/close_temp_chat',
  caller: 'wecom',
  input: z.object({ userid: z.string(), external_userid: z.string() }),
  misfit: 40058,
  answer(input, account, context) {
    relationOf(context, account, input)
    return ok
  },
})
