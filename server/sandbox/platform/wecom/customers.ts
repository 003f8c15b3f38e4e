import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { externalUserIdOf, unionIdFor } from '../../world/identity.ts'
import type { Friendship } from '../../world/world.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { tagNamed } from './corp-tags.ts'
import { customerNamed, customersOf, followersOf, relationOf } from './friendships.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.1, C4.3. Changes made here raise no callback (facts C2.2, J14). */
const ok = { errcode: 0, errmsg: 'ok' }

export const followUserList = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get_follow_user_list',
  caller: 'wecom',
  input: z.object({}),
  answer: (_input, _account, { sim }) => ({ ...ok, follow_user: Object.keys(sim.world.members) }),
})

export const customerList = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/list',
  caller: 'wecom',
  input: z.object({ userid: z.string().default('') }),
  answer(input, account, { sim, subject }) {
    subject.staff = memberOf(sim, input.userid).userId
    const customers = customersOf(sim, input.userid)
    // A member without customers (facts C4.1 [U]).
    if (customers.length === 0) return refuse(84061)
    return { ...ok, external_userid: customers.map((one) => externalUserIdOf(account.corpId, one.person)) }
  },
})

function contactReply(sim: Simulation, account: WecomAccount, person: string): Reply {
  const unionid = unionIdFor(account, person)
  return {
    external_userid: externalUserIdOf(account.corpId, person),
    name: sim.world.people[person]?.name ?? '微信用户',
    avatar: `http://wx.qlogo.cn/mmhead/${externalUserIdOf(account.corpId, person).slice(2, 18)}/0`,
    type: 1,
    gender: 0,
    ...(unionid === null ? {} : { unionid }),
  }
}

const followReply = (account: WecomAccount, friendship: Friendship): Reply => ({
  userid: friendship.staff,
  remark: friendship.remark,
  description: friendship.description,
  createtime: Math.floor(friendship.since / 1000),
  remark_mobiles: friendship.mobiles,
  add_way: friendship.addWay,
  oper_userid: friendship.addWay === 1 ? externalUserIdOf(account.corpId, friendship.person) : friendship.staff,
  ...(friendship.state === '' ? {} : { state: friendship.state }),
})

const tagReply = (sim: Simulation, account: WecomAccount, id: string): Reply => {
  const known = tagNamed(sim, account, id)
  return { group_name: known?.group ?? '', tag_name: known?.name ?? '', tag_id: id, type: 1 }
}

export const customerGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/get',
  caller: 'wecom',
  input: z.object({ external_userid: z.string().default(''), cursor: z.string().optional() }),
  answer(input, account, context) {
    const person = customerNamed(context, account, input.external_userid)
    const friendships = followersOf(context.sim, person)
    // Known by hash, but nobody's customer (any more).
    if (friendships.length === 0) return refuse(84061)
    return {
      ...ok,
      external_contact: contactReply(context.sim, account, person),
      follow_user: friendships.map((friendship) => ({
        ...followReply(account, friendship),
        tags: friendship.tags.map((id) => tagReply(context.sim, account, id)),
      })),
    }
  },
})

export const customerBatch = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/batch/get_by_user',
  caller: 'wecom',
  input: z.object({
    userid_list: z.array(z.string()).min(1).max(100),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(100).default(50),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    for (const userId of input.userid_list) memberOf(sim, userId)
    const all = input.userid_list.flatMap((userId) => customersOf(sim, userId))
    const from = input.cursor === '' ? 0 : Number(Buffer.from(input.cursor, 'base64url').toString())
    const page = all.slice(from, from + input.limit)
    const next = from + page.length
    return {
      ...ok,
      external_contact_list: page.map((friendship) => ({
        external_contact: contactReply(sim, account, friendship.person),
        // An object here, a list in `get`; tag ids only (facts C4.1).
        follow_info: { ...followReply(account, friendship), tag_id: friendship.tags },
      })),
      next_cursor: next < all.length ? Buffer.from(String(next)).toString('base64url') : '',
    }
  },
})

const Relation = { userid: z.string(), external_userid: z.string() }

export const customerRemark = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/remark',
  caller: 'wecom',
  input: z.object({
    ...Relation,
    remark: z.string().max(20).optional(),
    description: z.string().max(150).optional(),
    remark_company: z.string().max(20).optional(),
    remark_mobiles: z.array(z.string()).max(5).optional(),
    remark_pic_mediaid: z.string().optional(),
  }),
  misfit: 40058,
  answer(input, account, context) {
    const { userid: _userid, external_userid: _external, ...given } = input
    if (Object.values(given).every((value) => value === undefined)) return refuse(40058, 'all remark fields are empty')
    const friendship = relationOf(context, account, input)
    friendship.remark = input.remark ?? friendship.remark
    friendship.description = input.description ?? friendship.description
    friendship.mobiles = input.remark_mobiles?.filter((mobile) => mobile !== '') ?? friendship.mobiles
    context.sim.changed()
    return ok
  },
})

export const customerMarkTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/mark_tag',
  caller: 'wecom',
  input: z.object({
    ...Relation,
    add_tag: z.array(z.string()).default([]),
    remove_tag: z.array(z.string()).default([]),
  }),
  misfit: 40058,
  answer(input, account, context) {
    if (input.add_tag.length + input.remove_tag.length === 0) return refuse(40058, 'add_tag and remove_tag are empty')
    const strange = [...input.add_tag, ...input.remove_tag].find((tag) => tagNamed(context.sim, account, tag) === null)
    if (strange !== undefined) return refuse(40068)
    const friendship = relationOf(context, account, input)
    const removed = new Set(input.remove_tag)
    friendship.tags = [...new Set([...friendship.tags, ...input.add_tag])].filter((tag) => !removed.has(tag))
    return ok
  },
})
