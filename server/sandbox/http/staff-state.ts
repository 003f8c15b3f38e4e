import type { PhonesState } from '../control-api.ts'
import { Attachment, bodyOf } from '../platform/wecom/attachments.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { findWecom, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { externalUserIdOf } from '../world/identity.ts'
import { chatOf, type MessageBody } from '../world/message.ts'
import { messagesIn } from './person-row.ts'

/** What the salesperson's phone shows. */
type Shown = NonNullable<PhonesState['staff']>

const NEWEST_CUSTOMERS = 60
export function staffState(sim: Simulation, id: string, personId: string | null): Shown | null {
  const member = sim.world.members[id]
  const account = findWecom(sim)
  if (member === undefined || account === null) return null
  const customers = Object.values(sim.world.friendships)
    .filter((one) => one.staff === id && one.memberKeeps)
    .sort((one, other) => other.since - one.since)
    .slice(0, NEWEST_CUSTOMERS)
  return {
    userId: member.userId,
    name: member.name,
    position: member.position,
    departments: member.departments.map(
      (department) => sim.world.departments.find((known) => known.id === department)?.name ?? '',
    ),
    left: member.status === 5,
    appName: account.agentName,
    appMessages: messagesIn(sim, chatOf.app(account.agentId, id)),
    customers: customers.map((one) => ({
      person: one.person,
      name: sim.world.people[one.person]?.name ?? '微信用户',
      remark: one.remark,
      tags: one.tags,
      externalUserId: externalUserIdOf(account.corpId, one.person),
      since: one.since,
      memberKeeps: one.memberKeeps,
      customerKeeps: one.customerKeeps,
      last: '',
    })),
    chat: personId === null ? [] : messagesIn(sim, chatOf.friend(id, personId)),
    tasks: [...massTasks(sim, account, id), ...momentTasks(sim, account, id)].sort((one, other) => other.at - one.at),
    groups: corpOf(sim, account)
      .groups.filter((group) => group.owner === id)
      .map((group) => ({
        chatId: group.id,
        name: group.name,
        status: group.status,
        people: group.members
          .filter((one) => !one.staff)
          .map((one) => ({ person: one.who, name: sim.world.people[one.who]?.name ?? '微信用户' })),
        messages: messagesIn(sim, chatOf.group(group.id)),
      })),
  }
}

function attachmentBody(attachment: unknown): MessageBody[] {
  const parsed = Attachment.safeParse(attachment)
  return parsed.success ? [bodyOf(parsed.data)] : []
}

const massTasks = (sim: Simulation, account: WecomAccount, id: string): Shown['tasks'] =>
  corpOf(sim, account).massMessages.flatMap((message) =>
    message.tasks
      .filter((task) => task.staff === id)
      .map((task) => ({
        sort: 'mass' as const,
        id: message.id,
        at: message.createdAt,
        to: message.chatType === 'single' ? ('customers' as const) : ('groups' as const),
        text: message.text,
        attachments: message.attachments.flatMap(attachmentBody),
        reminders: message.reminders,
        state: message.cancelled && task.sentAt === null ? 'cancelled' : task.sentAt === null ? 'waiting' : 'done',
        doneAt: task.sentAt,
        targets: task.targets.length,
        reached: task.targets.filter((one) => one.status === 1).length,
        notFriends: task.targets.filter((one) => one.status === 2).length,
        overLimit: task.targets.filter((one) => one.status === 3).length,
      })),
  )

const momentTasks = (sim: Simulation, account: WecomAccount, id: string): Shown['tasks'] =>
  corpOf(sim, account).moments.flatMap((moment) =>
    moment.tasks
      .filter((task) => task.staff === id)
      .map((task) => ({
        sort: 'moment' as const,
        id: moment.id,
        at: moment.createdAt,
        to: 'customers' as const,
        text: moment.text,
        attachments: moment.attachments.flatMap(attachmentBody),
        reminders: [],
        state:
          moment.cancelled && task.publishedAt === null ? 'cancelled' : task.publishedAt === null ? 'waiting' : 'done',
        doneAt: task.publishedAt,
        targets: task.shownTo.length,
        reached: task.publishedAt === null ? 0 : task.shownTo.length,
        notFriends: 0,
        overLimit: 0,
      })),
  )
