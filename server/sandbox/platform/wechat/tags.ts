import { z } from 'zod'
import { nextNumber, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { openIdOf } from '../../world/identity.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followerOf, followKey, followOf, personOf } from './follower.ts'

/** Facts A3.5. */
const ok = { errcode: 0, errmsg: 'ok' }
const RESERVED = 3
const tagsOf = (sim: Simulation, account: OaAccount) => sim.world.oaTags[account.appId] ?? []
const holders = (sim: Simulation, account: OaAccount, tag: number) =>
  Object.entries(sim.world.follows).filter(
    ([key, follow]) => key.startsWith(`${account.appId}:`) && follow.following && follow.tags.includes(tag),
  )

function checkName(sim: Simulation, account: OaAccount, name: string, except?: number) {
  if (name.trim() === '' || [...name].length > 30) refuse(45158)
  if (tagsOf(sim, account).some((tag) => tag.name === name && tag.id !== except)) refuse(45157)
}

export const tagsCreate = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/create',
  caller: 'oa',
  input: z.object({ tag: z.object({ name: z.string() }) }),
  answer({ tag }, account, { sim }) {
    checkName(sim, account, tag.name)
    if (tagsOf(sim, account).length >= 100) return refuse(45056, 'create too many tags than allowed')
    const created = { id: 100 + nextNumber(sim), name: tag.name }
    sim.world.oaTags[account.appId] = [...tagsOf(sim, account), created]
    return { tag: created }
  },
})

export const tagsGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/tags/get',
  caller: 'oa',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({
    tags: [{ id: 2, name: '星标组' }, ...tagsOf(sim, account)].map((tag) => ({
      ...tag,
      count: holders(sim, account, tag.id).length,
    })),
  }),
})

export const tagsUpdate = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/update',
  caller: 'oa',
  input: z.object({ tag: z.object({ id: z.number().int(), name: z.string() }) }),
  answer({ tag }, account, { sim }) {
    const known = tagsOf(sim, account).find((one) => one.id === tag.id)
    if (tag.id < RESERVED) return refuse(45058, 'can not modify sys tag')
    if (known === undefined) return refuse(45159)
    checkName(sim, account, tag.name, tag.id)
    known.name = tag.name
    return ok
  },
})

export const tagsDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/delete',
  caller: 'oa',
  input: z.object({ tag: z.object({ id: z.number().int() }) }),
  answer({ tag }, account, { sim }) {
    if (tag.id < RESERVED) return refuse(45058, 'can not modify sys tag')
    if (!tagsOf(sim, account).some((one) => one.id === tag.id)) return refuse(45159)
    sim.world.oaTags[account.appId] = tagsOf(sim, account).filter((one) => one.id !== tag.id)
    for (const [, follow] of holders(sim, account, tag.id)) follow.tags = follow.tags.filter((id) => id !== tag.id)
    return ok
  },
})

const Tagging = z.object({ openid_list: z.array(z.string()).min(1), tagid: z.number().int() })

export const batchTagging = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/members/batchtagging',
  caller: 'oa',
  input: Tagging,
  answer(input, account, context) {
    if (input.openid_list.length > 50) return refuse(40032)
    if (input.tagid !== 2 && !tagsOf(context.sim, account).some((tag) => tag.id === input.tagid)) return refuse(45159)
    const follows = input.openid_list.map((openId) => followerOf(context, account, openId).follow)
    for (const follow of follows) {
      if (follow.tags.includes(input.tagid)) continue
      if (follow.tags.length >= 20) return refuse(45059, 'one of the users has more than 20 tags')
      follow.tags = [...follow.tags, input.tagid]
    }
    return ok
  },
})

export const batchUntagging = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/members/batchuntagging',
  caller: 'oa',
  input: Tagging,
  answer(input, account, context) {
    if (input.openid_list.length > 50) return refuse(40032)
    for (const openId of input.openid_list) {
      const { follow } = followerOf(context, account, openId)
      follow.tags = follow.tags.filter((id) => id !== input.tagid)
    }
    return ok
  },
})

export const tagIds = defineCall({
  method: 'POST',
  path: '/cgi-bin/tags/getidlist',
  caller: 'oa',
  input: z.object({ openid: z.string() }),
  answer: (input, account, context) => ({
    tagid_list: followOf(context.sim, account.appId, personOf(context, account, input.openid))?.tags ?? [],
  }),
})

export const tagMembers = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/tag/get',
  caller: 'oa',
  input: z.object({ tagid: z.number().int(), next_openid: z.string().default('') }),
  answer(input, account, { sim }) {
    const openid = holders(sim, account, input.tagid).map(([key]) =>
      openIdOf(account.appId, key.slice(followKey(account.appId, '').length)),
    )
    const from = input.next_openid === '' ? 0 : openid.indexOf(input.next_openid) + 1
    const page = openid.slice(from, from + 10_000)
    if (page.length === 0) return { count: 0 }
    return { count: page.length, data: { openid: page }, next_openid: page.at(-1) ?? '' }
  },
})
