import type { Contact, Following, Friendship } from '../contact.ts'

/** Whether a channel can reach the person now; if not, why, as a manager reads it. */
export type Reachability = { ok: true } | { ok: false; why: string }

const yes: Reachability = { ok: true }
const no = (why: string): Reachability => ({ ok: false, why })

/** The Official Account identity to write to: of one app when named, otherwise the newest that still follows. */
export function currentFollowing(contact: Contact, appId?: string): Following | null {
  const live = contact.followings.filter((one) => one.following && (appId === undefined || one.appId === appId))
  return live.reduce<Following | null>((best, one) => (best && time(best) >= time(one) ? best : one), null)
}
const time = (following: Following) => following.followedAt?.getTime() ?? 0

/** The friendships that last, oldest first: the first is "first staff who added". */
export const currentFriendships = (contact: Contact): Friendship[] =>
  contact.friendships.filter((one) => one.until === null).sort((a, b) => a.since.getTime() - b.since.getTime())

const follows = (contact: Contact): Reachability => {
  if (contact.followings.length === 0) return no('没有关注公众号')
  return currentFollowing(contact) ? yes : no('已取消关注公众号')
}

/** The platform lets a customer-service message through only for a while after the person did something (facts A6.2). */
const insideWindow = (contact: Contact, now: Date): Reachability => {
  const followed = follows(contact)
  if (!followed.ok) return followed
  const open = contact.followings.filter(
    (one) => one.following && one.windowUntil !== null && one.windowUntil.getTime() > now.getTime(),
  )
  if (open.length === 0) return no('客服消息的互动窗口已关闭')
  return open.some((one) => one.windowLeft > 0) ? yes : no('本次互动窗口内的客服消息条数已用完')
}

/** A subscribe message costs one grant; which template it is for is seen when it is sent. */
const granted = (contact: Contact): Reachability => {
  if (!contact.identities.some(({ key }) => key.startsWith('mini:'))) return no('没有使用过小程序')
  return Object.values(contact.grants).some((left) => left > 0) ? yes : no('没有可用的小程序订阅授权')
}

const rules: Record<string, (contact: Contact, now: Date) => Reachability> = {
  'oa-template': follows,
  'oa-customer-service': insideWindow,
  'oa-reply': insideWindow,
  'mini-subscribe': granted,
  // Only the code in the event of being added leads there: nothing that is known of a person does.
  'wecom-welcome': () => no('只能在添加好友后 20 秒内发送'),
  // Addressed to our own staff: the customer need not be reachable.
  'wecom-app': () => yes,
  'wecom-card-update': () => yes,
}

/** Asked by the engine when a send is decided and by the channel again when it is carried out. */
export function reachOf(contact: Contact, channel: string, now: Date): Reachability {
  const rule = rules[channel]
  return rule ? rule(contact, now) : no(`没有「${channel}」这个渠道`)
}

/** Marketing needs consent; a channel nobody spoke about is granted by following or adding. */
export const consentOf = (contact: Contact, channel: string): Reachability =>
  contact.consent[channel] === 'refused' ? no('对方已拒绝接收此渠道的营销消息') : yes
