import { z } from 'zod'
import type { Contact, Following } from '../../shared/contact.ts'
import { OpenId } from '../../shared/ids.ts'
import type { Reach } from './contract.ts'

/** An openid means nothing without its app. */
export const OaAddress = z.object({ appId: z.string().min(1), openId: OpenId })
export type OaAddress = z.infer<typeof OaAddress>

const at = ({ appId, openId }: Pick<Following, 'appId' | 'openId'>): Reach<OaAddress> => ({
  ok: true,
  address: OaAddress.parse({ appId, openId }),
})

const followedAt = (following: Following) => following.followedAt?.getTime() ?? 0
const closesAt = (following: Following) => following.windowUntil?.getTime() ?? 0
/** Followed last first; of two at the same moment the order of their appids decides, so that every process says the same. */
const newestFirst = (a: Following, b: Following) =>
  followedAt(b) - followedAt(a) || (a.appId < b.appId ? -1 : Number(a.appId > b.appId))

const ofAccount = (contact: Contact, account: string | null): Following[] =>
  contact.followings.filter(({ appId }) => account === null || appId === account)

/** Through the account that was chosen, else through the one that was followed last; it must still be followed. */
export function reachFollower(contact: Contact, _now: Date, account: string | null): Reach<OaAddress> {
  const known = ofAccount(contact, account)
  const [following] = known.filter((one) => one.following).sort(newestFirst)
  if (following) return at(following)
  const which = account === null ? '公众号' : '所选的公众号'
  return { ok: false, why: known.length === 0 ? `没有关注${which}` : `已取消关注${which}` }
}

/**
 * The platform lets a customer-service message through only for a while after the person did something (facts A6.2);
 * the account whose window is open is the one to write from, of several mostly the one they wrote to last.
 */
export function reachInWindow(contact: Contact, now: Date, account: string | null): Reach<OaAddress> {
  const followed = reachFollower(contact, now, account)
  if (!followed.ok) return followed
  const open = ofAccount(contact, account)
    .filter(({ following, windowUntil }) => following && windowUntil && windowUntil > now)
    .sort((a, b) => closesAt(b) - closesAt(a) || newestFirst(a, b))
  const from = open.find(({ windowLeft }) => windowLeft > 0)
  if (from) return at(from)
  return { ok: false, why: open.length === 0 ? '客服消息的互动窗口已关闭' : '本次互动窗口内的客服消息条数已用完' }
}

/** Whoever granted a notice, through the account that is followed, else through the one where we know the person from. */
export function reachGranted(contact: Contact, now: Date, account: string | null): Reach<OaAddress> {
  const followed = reachFollower(contact, now, account)
  const known = account === null ? 'oa:' : `oa:${account}:`
  const key = contact.identities.find((one) => one.key.startsWith(known))?.key
  if (!followed.ok && key === undefined)
    return { ok: false, why: `没有打开过${account === null ? '' : '所选'}公众号的文章或网页` }
  if (!Object.values(contact.grants).some((left) => left > 0)) return { ok: false, why: '没有可用的订阅通知授权' }
  if (followed.ok || key === undefined) return followed
  const [, appId = '', openId = ''] = key.split(':')
  return at({ appId, openId })
}
