import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { openIdOf } from '../../world/identity.ts'
import { type CallContext, defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followerOf } from './follower.ts'
import { stateOf } from './state.ts'

/** Facts A3.6. Twenty at a time [U]. */
const PAGE = 10_000
const AT_ONCE = 20
const ok = { errcode: 0, errmsg: 'ok' }
const Listed = z.object({ openid_list: z.array(z.string()).min(1) })

/** Who is on it gets no template message (43019). */
export function refuseBlacklisted(sim: Simulation, account: OaAccount, person: string) {
  if (stateOf(sim, account).blacklist.includes(person)) refuse(43019, 'require remove blacklist')
}

function listedPeople(context: CallContext, account: OaAccount, openIds: readonly string[]): string[] {
  if (openIds.length > AT_ONCE) return refuse(40032)
  return openIds.map((openId) => followerOf(context, account, openId).person)
}

export const blacklistGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/members/getblacklist',
  caller: 'oa',
  input: z.object({ begin_openid: z.string().default('') }),
  answer(input, account, { sim }) {
    const all = stateOf(sim, account).blacklist.map((person) => openIdOf(account.appId, person))
    const from = input.begin_openid === '' ? 0 : all.indexOf(input.begin_openid) + 1
    if (input.begin_openid !== '' && from === 0) return refuse(40003)
    const page = all.slice(from, from + PAGE)
    if (page.length === 0) return { total: all.length, count: 0, next_openid: '' }
    return { total: all.length, count: page.length, data: { openid: page }, next_openid: page.at(-1) ?? '' }
  },
})

export const blacklistAdd = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/members/batchblacklist',
  caller: 'oa',
  input: Listed,
  answer(input, account, context) {
    const people = listedPeople(context, account, input.openid_list)
    const state = stateOf(context.sim, account)
    state.blacklist = [...new Set([...state.blacklist, ...people])]
    context.sim.changed()
    return ok
  },
})

export const blacklistRemove = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/members/batchunblacklist',
  caller: 'oa',
  input: Listed,
  answer(input, account, context) {
    const people = listedPeople(context, account, input.openid_list)
    const state = stateOf(context.sim, account)
    state.blacklist = state.blacklist.filter((person) => !people.includes(person))
    context.sim.changed()
    return ok
  },
})
