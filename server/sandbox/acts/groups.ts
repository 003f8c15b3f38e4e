import { randomBytes } from 'node:crypto'
import { sendGroupChange } from '../callbacks/corp-events.ts'
import type { InnerMessage } from '../callbacks/envelope.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { addMessage, nextNumber, nowMs, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import type { CustomerGroup } from '../world/corp.ts'
import { externalUserIdOf } from '../world/identity.ts'
import { chatOf } from '../world/message.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** Customer groups as they come about in the client; these do raise callbacks (facts C2.6, C4.4). */
export async function makeGroup(sim: Simulation, staffId: string, of: { name: string; people: readonly string[] }) {
  const account = corpAccountOf(sim)
  const owner = memberById(sim, staffId).userId
  const now = nowMs(sim)
  const joined = { joinedAt: now, state: '', scene: 1 }
  const group: CustomerGroup = {
    id: `wr${randomBytes(15).toString('base64url')}`,
    openGid: `oG${randomBytes(12).toString('base64url')}`,
    name: of.name,
    notice: '',
    owner,
    createdAt: now,
    status: 0,
    version: nextNumber(sim),
    handedOverAt: [],
    members: [
      { ...joined, who: owner, staff: true, invitedBy: null },
      ...of.people.map((id) => ({ ...joined, who: personById(sim, id).id, staff: false, invitedBy: owner })),
    ],
  }
  corpOf(sim, account).groups.push(group)
  noteInGroup(sim, group, `${memberById(sim, staffId).name} 创建了客户群`)
  const told = await sendGroupChange(sim, account, { chatId: group.id, change: 'create', person: null })
  return { callbacks: [told], chatId: group.id, openGid: group.openGid }
}

export async function joinGroup(sim: Simulation, personId: string, configId: string) {
  const account = corpAccountOf(sim)
  const person = personById(sim, personId).id
  const corp = corpOf(sim, account)
  const way = corp.joinWays.find((one) => one.id === configId)
  const group = corp.groups.find((one) => way?.chats.includes(one.id))
  if (way === undefined || group === undefined) return cannot('join-way.not-found', '没有这个入群二维码', 404)
  if (group.members.some((one) => one.who === person)) return cannot('group.member', '已经在群里')
  group.members.push({ who: person, staff: false, joinedAt: nowMs(sim), scene: 3, state: way.state, invitedBy: null })
  noteInGroup(sim, group, `${personById(sim, personId).name} 扫码加入了群聊`)
  // 1: by a QR code [U].
  const more = { UpdateDetail: 'add_member', JoinScene: 1 }
  return { callbacks: [await tellMemberChange(sim, account, { group, person, more })], chatId: group.id }
}

export async function tellMemberChange(
  sim: Simulation,
  account: WecomAccount,
  of: { group: CustomerGroup; person: string; more: InnerMessage },
) {
  const before = String(of.group.version)
  of.group.version = nextNumber(sim)
  sim.changed()
  return await sendGroupChange(sim, account, {
    chatId: of.group.id,
    change: 'update',
    person: of.person,
    more: {
      ...of.more,
      MemChangeCnt: 1,
      MemChangeList: { Item: externalUserIdOf(account.corpId, of.person) },
      LastMemVer: before,
      CurMemVer: String(of.group.version),
    },
  })
}

export function noteInGroup(sim: Simulation, group: CustomerGroup, text: string) {
  addMessage(sim, { chat: chatOf.group(group.id), from: 'app', body: { kind: 'notice', text } })
}
