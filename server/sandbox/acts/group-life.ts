import { sendGroupChange } from '../callbacks/corp-events.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { addMessage, type Simulation } from '../simulation.ts'
import type { CustomerGroup } from '../world/corp.ts'
import { chatOf } from '../world/message.ts'
import { noteInGroup, tellMemberChange } from './groups.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** What happens in a group after it came to be: people talk, leave, are taken out; the owner renames and dismisses it. */
const groupById = (sim: Simulation, chatId: string): CustomerGroup =>
  corpOf(sim, corpAccountOf(sim)).groups.find((one) => one.id === chatId) ??
  cannot('group.not-found', '没有这个客户群', 404)

function ownedBy(sim: Simulation, staffId: string, chatId: string): CustomerGroup {
  const group = groupById(sim, chatId)
  return group.owner === memberById(sim, staffId).userId ? group : cannot('group.not-owner', '只有群主可以这样做')
}

async function takeOut(
  sim: Simulation,
  of: { group: CustomerGroup; person: string; removed: boolean },
): Promise<Acted> {
  const { group, person } = of
  const { name } = personById(sim, person)
  if (!group.members.some((one) => one.who === person)) return cannot('group.no-member', `${name} 不在这个群里`)
  group.members = group.members.filter((one) => one.who !== person)
  noteInGroup(sim, group, of.removed ? `群主将 ${name} 移出了群聊` : `${name} 退出了群聊`)
  // 0: left, 1: was taken out [U].
  const more = { UpdateDetail: 'del_member', QuitScene: of.removed ? 1 : 0 }
  return { callbacks: [await tellMemberChange(sim, corpAccountOf(sim), { group, person, more })] }
}

export const leaveGroup = async (sim: Simulation, personId: string, chatId: string): Promise<Acted> =>
  await takeOut(sim, { group: groupById(sim, chatId), person: personById(sim, personId).id, removed: false })

export const removeFromGroup = async (
  sim: Simulation,
  staffId: string,
  of: { chatId: string; person: string },
): Promise<Acted> => await takeOut(sim, { group: ownedBy(sim, staffId, of.chatId), person: of.person, removed: true })

export async function dismissGroup(sim: Simulation, staffId: string, chatId: string): Promise<Acted> {
  const account = corpAccountOf(sim)
  const group = ownedBy(sim, staffId, chatId)
  noteInGroup(sim, group, '群主解散了群聊')
  const corp = corpOf(sim, account)
  corp.groups = corp.groups.filter((one) => one !== group)
  for (const way of corp.joinWays) way.chats = way.chats.filter((id) => id !== chatId)
  sim.changed()
  return { callbacks: [await sendGroupChange(sim, account, { chatId, change: 'dismiss', person: null })] }
}

export async function renameGroup(
  sim: Simulation,
  staffId: string,
  of: { chatId: string; name: string },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const group = ownedBy(sim, staffId, of.chatId)
  group.name = of.name
  noteInGroup(sim, group, `群主修改群名为「${of.name}」`)
  const told = await sendGroupChange(sim, account, {
    chatId: group.id,
    change: 'update',
    person: null,
    more: { UpdateDetail: 'change_name' },
  })
  return { callbacks: [told] }
}

/** Said in a group: nobody is told (chat archiving is another product), it only shows. */
export function sayInGroup(
  sim: Simulation,
  of: { chatId: string; by: string; from: 'staff' | 'person'; text: string },
): Acted {
  const group = groupById(sim, of.chatId)
  if (!group.members.some((one) => one.who === of.by)) return cannot('group.no-member', '不在这个群里，不能发言')
  addMessage(sim, {
    chat: chatOf.group(group.id),
    from: of.from,
    by: of.by,
    body: { kind: 'text', text: of.text },
  })
  return { callbacks: [] }
}
