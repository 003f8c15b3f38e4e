import { Attachment, bodyOf } from '../platform/wecom/attachments.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { daysInMonth, monthOf } from '../platform/wecom/days.ts'
import { friendshipOf } from '../platform/wecom/friendships.ts'
import { addMessage, nowMs, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import type { MassMessage } from '../world/corp.ts'
import { chatOf, type MessageBody } from '../world/message.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** What members do with the tasks they are given (facts C4.7, C4.8). None of it is told by a callback. */
export function confirmMassMessage(sim: Simulation, staffId: string, messageId: string) {
  const account = corpAccountOf(sim)
  const member = memberById(sim, staffId)
  const message = corpOf(sim, account).massMessages.find((one) => one.id === messageId)
  const task = message?.tasks.find((one) => one.staff === member.userId)
  if (message === undefined || task === undefined) return cannot('mass-message.not-found', '没有这个群发任务', 404)
  if (message.cancelled) return cannot('mass-message.cancelled', '这个群发任务已被取消')
  if (task.sentAt !== null) return cannot('mass-message.done', '这个群发任务已经发送过')
  task.sentAt = nowMs(sim)
  for (const target of task.targets) {
    target.status = statusOf(sim, account, { message, staff: member.userId, to: target.to })
    if (target.status !== 1) continue
    target.at = nowMs(sim)
    deliver(sim, message, { staff: member.userId, to: target.to })
  }
  sim.changed()
  return { callbacks: [] }
}

/** As many mass messages a month as the month has days; above that status 3, and the answer of the call said nothing. */
function statusOf(
  sim: Simulation,
  account: WecomAccount,
  of: { message: MassMessage; staff: string; to: string },
): number {
  const friendship = friendshipOf(sim, of.staff, of.to)
  if (of.message.chatType === 'single' && !(friendship?.memberKeeps === true && friendship.customerKeeps)) return 2
  const now = nowMs(sim)
  const got = corpOf(sim, account)
    .massMessages.flatMap((one) => one.tasks.flatMap((task) => task.targets))
    .filter((one) => one.to === of.to && one.at !== null && monthOf(one.at) === monthOf(now))
  return got.length >= daysInMonth(now) ? 3 : 1
}

function deliver(sim: Simulation, message: MassMessage, of: { staff: string; to: string }) {
  const chat = message.chatType === 'single' ? chatOf.friend(of.staff, of.to) : chatOf.group(of.to)
  const say = (body: MessageBody) => addMessage(sim, { chat, from: 'staff', by: of.staff, body })
  if (message.text !== '') say({ kind: 'text', text: message.text })
  for (const one of message.attachments) say(bodyOf(Attachment.parse(one)))
}

export function publishMoment(sim: Simulation, staffId: string, momentId: string) {
  const moment = corpOf(sim, corpAccountOf(sim)).moments.find((one) => one.id === momentId)
  const task = moment?.tasks.find((one) => one.staff === memberById(sim, staffId).userId)
  if (moment === undefined || task === undefined) return cannot('moment.not-found', '没有这个朋友圈任务', 404)
  if (moment.cancelled) return cannot('moment.cancelled', '这个朋友圈任务已被取消')
  if (task.publishedAt !== null) return cannot('moment.done', '这条朋友圈已经发表')
  task.publishedAt = nowMs(sim)
  sim.changed()
  return { callbacks: [] }
}

export function reactToMoment(sim: Simulation, personId: string, of: { moment: string; how: 'comment' | 'like' }) {
  const moment = corpOf(sim, corpAccountOf(sim)).moments.find((one) => one.id === of.moment)
  const seen = moment?.tasks.some((task) => task.publishedAt !== null && task.shownTo.includes(personId))
  if (moment === undefined || seen !== true) return cannot('moment.not-seen', '这个人看不到这条朋友圈', 404)
  const list = of.how === 'comment' ? moment.comments : moment.likes
  list.push({ by: personId, staff: false, at: nowMs(sim) })
  sim.changed()
  return { callbacks: [] }
}
