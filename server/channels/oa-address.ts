import { z } from 'zod'
import { currentFollowing, reachOf } from '../../shared/channels/reach.ts'
import type { Contact } from '../../shared/contact.ts'
import { OpenId } from '../../shared/ids.ts'
import type { Reach } from './contract.ts'

/** An openid means nothing without its app. */
export const OaAddress = z.object({ appId: z.string().min(1), openId: OpenId })
export type OaAddress = z.infer<typeof OaAddress>

export function reachFollower(contact: Contact, channel: string, now: Date): Reach<OaAddress> {
  const reach = reachOf(contact, channel, now)
  if (!reach.ok) return reach
  const following = windowed(contact, channel, now) ?? currentFollowing(contact)
  if (!following) return { ok: false, why: '没有关注公众号' }
  return { ok: true, address: OaAddress.parse({ appId: following.appId, openId: following.openId }) }
}

/** Where a window counts, the account whose window is open is the one to write from. */
const windowed = (contact: Contact, channel: string, now: Date) =>
  channel === 'oa-template'
    ? undefined
    : contact.followings.find((one) => one.following && one.windowLeft > 0 && (one.windowUntil ?? now) > now)
