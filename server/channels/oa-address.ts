import { z } from 'zod'
import type { Contact, Following } from '../../shared/contact.ts'
import { OpenId } from '../../shared/ids.ts'
import type { Reach } from './contract.ts'

/** An openid means nothing without its app. */
export const OaAddress = z.object({ appId: z.string().min(1), openId: OpenId })
export type OaAddress = z.infer<typeof OaAddress>

const at = ({ appId, openId }: Following): Reach<OaAddress> => ({
  ok: true,
  address: OaAddress.parse({ appId, openId }),
})

const followedAt = (following: Following) => following.followedAt?.getTime() ?? 0

/** Through the account that was followed last and still is. */
export function reachFollower(contact: Contact): Reach<OaAddress> {
  const following = contact.followings
    .filter((one) => one.following)
    .reduce<Following | null>((best, one) => (best && followedAt(best) >= followedAt(one) ? best : one), null)
  if (following) return at(following)
  return { ok: false, why: contact.followings.length === 0 ? '没有关注公众号' : '已取消关注公众号' }
}

/**
 * The platform lets a customer-service message through only for a while after the person did something (facts A6.2);
 * the account whose window is open is the one to write from.
 */
export function reachInWindow(contact: Contact, now: Date): Reach<OaAddress> {
  const followed = reachFollower(contact)
  if (!followed.ok) return followed
  const open = contact.followings.filter(({ following, windowUntil }) => following && windowUntil && windowUntil > now)
  const from = open.find(({ windowLeft }) => windowLeft > 0)
  if (from) return at(from)
  return { ok: false, why: open.length === 0 ? '客服消息的互动窗口已关闭' : '本次互动窗口内的客服消息条数已用完' }
}

/** Whoever granted a notice, through the account that is followed, else through the one where we know the person from. */
export function reachGranted(contact: Contact): Reach<OaAddress> {
  const followed = reachFollower(contact)
  const key = contact.identities.find((one) => one.key.startsWith('oa:'))?.key
  if (!followed.ok && key === undefined) return { ok: false, why: '没有打开过公众号的文章或网页' }
  if (!Object.values(contact.grants).some((left) => left > 0)) return { ok: false, why: '没有可用的订阅通知授权' }
  if (followed.ok || key === undefined) return followed
  const [, appId, openId] = key.split(':')
  return { ok: true, address: OaAddress.parse({ appId, openId }) }
}
