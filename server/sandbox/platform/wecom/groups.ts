import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { CustomerGroup } from '../../world/corp.ts'
import { externalUserIdOf, unionIdFor } from '../../world/identity.ts'
import { defineCall, type Reply } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { memberOf } from './organisation.ts'

/** Customer groups (facts C4.4). They are made and joined in the client (acts/groups.ts). */
const ok = { errcode: 0, errmsg: 'ok' }
const seconds = (ms: number) => Math.floor(ms / 1000)

export const groupList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/list',
  caller: 'wecom',
  input: z.object({
    status_filter: z.number().int().min(0).max(3).default(0),
    owner_filter: z.object({ userid_list: z.array(z.string()).max(100).default([]) }).optional(),
    cursor: z.string().default(''),
    limit: z.number().int().min(1).max(1000),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const owners = input.owner_filter?.userid_list ?? []
    for (const userId of owners) memberOf(sim, userId)
    const groups = corpOf(sim, account).groups.filter(
      (group) =>
        (input.status_filter === 0 || group.status === input.status_filter) &&
        (owners.length === 0 || owners.includes(group.owner)),
    )
    const { rows, next } = pageOf(groups, input.cursor, input.limit)
    return {
      ...ok,
      group_chat_list: rows.map((group) => ({ chat_id: group.id, status: group.status })),
      ...(next === '' ? {} : { next_cursor: next }),
    }
  },
})

function chatMember(
  sim: Simulation,
  account: WecomAccount,
  of: { member: CustomerGroup['members'][number]; withName: boolean },
): Reply {
  const { member } = of
  const unionid = member.staff ? null : unionIdFor(account, member.who)
  const name = member.staff ? sim.world.members[member.who]?.name : sim.world.people[member.who]?.name
  return {
    userid: member.staff ? member.who : externalUserIdOf(account.corpId, member.who),
    type: member.staff ? 1 : 2,
    ...(unionid === null ? {} : { unionid }),
    join_time: seconds(member.joinedAt),
    join_scene: member.scene,
    ...(member.state === '' ? {} : { state: member.state }),
    ...(member.invitedBy === null ? {} : { invitor: { userid: member.invitedBy } }),
    group_nickname: '',
    ...(of.withName ? { name: name ?? '' } : {}),
  }
}

export const groupGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/get',
  caller: 'wecom',
  input: z.object({ chat_id: z.string(), need_name: z.union([z.literal(0), z.literal(1)]).default(0) }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const group = corpOf(sim, account).groups.find((one) => one.id === input.chat_id) ?? refuse(86003, 'invalid chatid')
    return {
      ...ok,
      group_chat: {
        chat_id: group.id,
        name: group.name,
        owner: group.owner,
        create_time: seconds(group.createdAt),
        notice: group.notice,
        member_list: group.members.map((member) =>
          chatMember(sim, account, { member, withName: input.need_name === 1 }),
        ),
        admin_list: [],
        member_version: String(group.version),
      },
    }
  },
})

export const openGidToChatId = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/opengid_to_chatid',
  caller: 'wecom',
  input: z.object({ opengid: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const group = corpOf(sim, account).groups.find((one) => one.openGid === input.opengid)
    return { ...ok, chat_id: group?.id ?? refuse(40058, 'invalid opengid') }
  },
})
