import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { openIdOf, unionIdFor } from '../../world/identity.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followOf, personOf } from './follower.ts'

/** Facts A3.1–A3.4. */
const PAGE = 10_000

/** Openids of current followers, oldest follow first; ties by id so that pages never overlap. */
function followersOf(sim: Simulation, account: OaAccount): string[] {
  const prefix = `${account.appId}:`
  return Object.entries(sim.world.follows)
    .filter(([key, follow]) => follow.following && key.startsWith(prefix))
    .sort(([oneKey, one], [otherKey, other]) => one.followedAt - other.followedAt || (oneKey < otherKey ? -1 : 1))
    .map(([key]) => openIdOf(account.appId, key.slice(prefix.length)))
}

export const userGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/get',
  caller: 'oa',
  input: z.object({ next_openid: z.string().default('') }),
  answer(input, account, { sim }) {
    const all = followersOf(sim, account)
    const from = input.next_openid === '' ? 0 : all.indexOf(input.next_openid) + 1
    if (input.next_openid !== '' && from === 0) return refuse(40003)
    const page = all.slice(from, from + PAGE)
    // The end of the list has no `data` at all (facts A3.1 [U]).
    if (page.length === 0) return { total: all.length, count: 0, next_openid: '' }
    return { total: all.length, count: page.length, data: { openid: page }, next_openid: page.at(-1) ?? '' }
  },
})

/** Since 2021-12-27 nobody learns a name or a picture here (facts A3.2, J7). */
function profileOf(sim: Simulation, account: OaAccount, person: string): Reply {
  const openid = openIdOf(account.appId, person)
  const follow = followOf(sim, account.appId, person)
  if (follow === undefined || !follow.following) return { subscribe: 0, openid }
  const unionid = unionIdFor(account, person)
  return {
    subscribe: 1,
    openid,
    nickname: '',
    sex: 0,
    language: 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(Math.min(follow.followedAt, nowMs(sim)) / 1000),
    ...(unionid === null ? {} : { unionid }),
    remark: follow.remark,
    groupid: 0,
    tagid_list: follow.tags,
    subscribe_scene: follow.how,
    qr_scene: /^\d+$/.test(follow.scene) ? Number(follow.scene) : 0,
    qr_scene_str: /^\d+$/.test(follow.scene) ? '' : follow.scene,
  }
}

export const userInfo = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/info',
  caller: 'oa',
  input: z.object({ openid: z.string().default(''), lang: z.string().optional() }),
  answer: (input, account, context) => profileOf(context.sim, account, personOf(context, account, input.openid)),
})

export const userInfoBatch = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/info/batchget',
  caller: 'oa',
  input: z.object({ user_list: z.array(z.object({ openid: z.string(), lang: z.string().optional() })).min(1) }),
  answer(input, account, context) {
    if (input.user_list.length > 100) return refuse(40032)
    return {
      user_info_list: input.user_list.map((user) =>
        profileOf(context.sim, account, personOf(context, account, user.openid)),
      ),
    }
  },
})

export const updateRemark = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/info/updateremark',
  caller: 'oa',
  input: z.object({ openid: z.string(), remark: z.string() }),
  answer(input, account, context) {
    const follow = followOf(context.sim, account.appId, personOf(context, account, input.openid))
    if (follow === undefined) return refuse(40003)
    // Fewer than 30 characters (facts A3.4 [U]); which code a longer one gets is not in the sheet.
    if ([...input.remark].length >= 30) return refuse(40035, 'invalid remark size')
    follow.remark = input.remark
    return { errcode: 0, errmsg: 'ok' }
  },
})
