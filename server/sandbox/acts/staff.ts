import { sendAcquisitionEvent } from '../callbacks/acquisition-events.ts'
import type { InnerMessage } from '../callbacks/envelope.ts'
import { sendCustomerChange } from '../callbacks/wecom-events.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { friendshipKey, friendshipOf } from '../platform/wecom/friendships.ts'
import { addMessage, findWecom, nowMs, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { chatOf } from '../world/message.ts'
import type { Friendship, Member } from '../world/world.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

/** What a member does in the WeCom client. Unlike API writes, these do raise callbacks (facts C2.2). */
export const corpAccountOf = (sim: Simulation): WecomAccount =>
  findWecom(sim) ?? cannot('account.missing', '这个沙盒里没有企业微信')
export const memberById = (sim: Simulation, userId: string): Member =>
  sim.world.members[userId] ?? cannot('staff.not-found', '没有这个员工', 404)

export async function addCustomer(
  sim: Simulation,
  staffId: string,
  of: { person: string; state?: string | undefined; addWay: number; half: boolean; welcome: boolean },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const member = memberById(sim, staffId)
  const person = personById(sim, of.person)
  const before = friendshipOf(sim, member.userId, person.id)
  if (before?.memberKeeps === true && before.customerKeeps) {
    return cannot('friendship.exists', `${person.name} 已经是 ${member.name} 的客户`)
  }
  const state = of.state ?? ''
  const friendship: Friendship = {
    staff: member.userId,
    person: person.id,
    since: nowMs(sim),
    memberKeeps: true,
    customerKeeps: true,
    remark: before?.remark ?? '',
    description: before?.description ?? '',
    mobiles: before?.mobiles ?? [],
    tags: [],
    addWay: of.addWay,
    state,
  }
  sim.world.friendships[friendshipKey(member.userId, person.id)] = friendship
  notice(sim, friendship, `${member.name} 添加了 ${person.name}，现在可以开始聊天了`)
  const more: InnerMessage = {
    ...(state === '' ? {} : { State: state }),
    ...(of.welcome
      ? {
          WelcomeCode: giveVoucher(sim, {
            sort: 'welcome',
            account: account.corpId,
            subject: member.userId,
            detail: person.id,
          }),
        }
      : {}),
  }
  const change = of.half ? 'add_half_external_contact' : 'add_external_contact'
  const summary = `${member.name} 添加客户 ${person.name}`
  return {
    callbacks: [await sendCustomerChange(sim, account, { change, staff: staffId, person: person.id, more, summary })],
  }
}

/** A scan of a 联系我 code: one of its members gets the customer, with the code's state (facts C4.2). */
export async function scanContactWay(sim: Simulation, personId: string, configId: string): Promise<Acted> {
  const way = sim.world.contactWays[configId] ?? cannot('contact-way.not-found', '没有这个「联系我」二维码', 404)
  const users = way.users.filter((userId) => sim.world.members[userId]?.status === 1)
  const [first, ...others] = users
  if (first === undefined) return cannot('contact-way.nobody', '这个「联系我」里没有可用的员工')
  const staff = sim.random.pick([first, ...others])
  return await addCustomer(sim, staff, {
    person: personId,
    state: way.state,
    addWay: 1,
    half: !way.skipVerify,
    welcome: true,
  })
}

const relation = (sim: Simulation, staffId: string, personId: string): Friendship => {
  const friendship = friendshipOf(sim, memberById(sim, staffId).userId, personById(sim, personId).id)
  if (friendship === undefined) return cannot('friendship.none', '他们不是好友')
  return friendship
}

export async function removeCustomer(sim: Simulation, staffId: string, personId: string): Promise<Acted> {
  const friendship = relation(sim, staffId, personId)
  if (!friendship.memberKeeps) return cannot('friendship.none', '员工已经删除了这位客户')
  friendship.memberKeeps = false
  notice(sim, friendship, '员工删除了这位客户')
  const summary = `${memberById(sim, staffId).name} 删除客户 ${personById(sim, personId).name}`
  const of = { change: 'del_external_contact' as const, staff: staffId, person: personId, summary }
  return { callbacks: [await sendCustomerChange(sim, corpAccountOf(sim), of)] }
}

export async function removeStaff(sim: Simulation, personId: string, staffId: string): Promise<Acted> {
  const friendship = relation(sim, staffId, personId)
  if (!friendship.customerKeeps) return cannot('friendship.none', '客户已经删除了这位员工')
  friendship.customerKeeps = false
  notice(sim, friendship, '客户删除了员工')
  const summary = `${personById(sim, personId).name} 删除员工 ${memberById(sim, staffId).name}`
  const of = { change: 'del_follow_user' as const, staff: staffId, person: personId, summary }
  return { callbacks: [await sendCustomerChange(sim, corpAccountOf(sim), of)] }
}

export async function editCustomer(
  sim: Simulation,
  staffId: string,
  of: { person: string; remark?: string | undefined; tags?: string[] | undefined },
): Promise<Acted> {
  const friendship = relation(sim, staffId, of.person)
  if (of.remark !== undefined) friendship.remark = of.remark
  if (of.tags !== undefined) friendship.tags = of.tags
  sim.changed()
  const summary = `${memberById(sim, staffId).name} 修改客户备注或标签`
  const change = { change: 'edit_external_contact' as const, staff: staffId, person: of.person, summary }
  return { callbacks: [await sendCustomerChange(sim, corpAccountOf(sim), change)] }
}

/**
 * Chat between the two is not told to anyone (chat archiving is another product): it only shows on the phones. But who
 * came by an acquisition link and speaks for the first time is told of, without the words (facts C2.5).
 */
export async function chatWithCustomer(
  sim: Simulation,
  of: { staff: string; person: string; text: string; from: 'staff' | 'person' },
): Promise<Acted> {
  const friendship = relation(sim, of.staff, of.person)
  if (!friendship.memberKeeps || !friendship.customerKeeps) {
    return cannot('friendship.none', '对方已不是好友，消息发不出去')
  }
  const chat = chatOf.friend(of.staff, of.person)
  const spoke = sim.world.messages.some((one) => one.chat === chat && one.from === 'person')
  addMessage(sim, { chat, from: of.from, body: { kind: 'text', text: of.text } })
  const account = corpAccountOf(sim)
  const came = corpOf(sim, account).acquisitionLinks.some(({ customers }) =>
    customers.some(({ person, staff }) => person === of.person && staff === of.staff),
  )
  if (of.from === 'staff' || spoke || !came) return { callbacks: [] }
  return { callbacks: [await sendAcquisitionEvent(sim, account, { news: 'customer_start_chat', customer: of })] }
}

function notice(sim: Simulation, friendship: Friendship, text: string) {
  const chat = chatOf.friend(friendship.staff, friendship.person)
  addMessage(sim, { chat, from: 'app', body: { kind: 'notice', text } })
}
