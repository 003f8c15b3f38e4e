import { identityKey } from '../../shared/contact.ts'
import type { IdentityClaim, ProfileFacts } from '../../shared/incoming.ts'
import type { Follower } from '../platforms/wechat-oa/api/user-info.ts'
import type { ExternalContact } from '../platforms/wecom/api/external-contact-get.ts'

export type Known = { claims: IdentityClaim[]; facts: ProfileFacts }

const unionClaim = (unionId: string | undefined, source: string): IdentityClaim[] =>
  unionId === undefined ? [] : [{ key: identityKey('unionid', unionId), strength: 'platform', source }]

/** How a follower came, as the platform names it; what is not listed is `oa-other`. */
const scenes: Readonly<Record<string, string>> = {
  ADD_SCENE_SEARCH: 'oa-search',
  ADD_SCENE_QR_CODE: 'oa-scan',
  ADD_SCENE_PROFILE_CARD: 'oa-card',
  ADD_SCENE_PROFILE_LINK: 'oa-article',
  ADD_SCENE_PROFILE_ITEM: 'oa-article',
  ADD_SCENE_PAID: 'oa-paid',
  ADD_SCENE_WECHAT_ADVERTISEMENT: 'oa-advertisement',
}

/** What user/info teaches. It gives no names since 2021; a person who does not follow gives nothing at all. */
export function followerFacts(appId: string, follower: Follower): Known {
  const openId = follower.openid
  if (follower.subscribe !== 1) return { claims: [], facts: { following: { appId, openId, following: false } } }
  const followedAt = follower.subscribe_time === undefined ? undefined : new Date(follower.subscribe_time * 1000)
  const detail = follower.qr_scene_str || null
  const kind = scenes[follower.subscribe_scene ?? ''] ?? 'oa-other'
  return {
    claims: unionClaim(follower.unionid, 'oa.user-info'),
    facts: {
      following: { appId, openId, following: true, ...(followedAt && { followedAt }) },
      ...(followedAt && { source: { kind, detail, at: followedAt } }),
    },
  }
}

/** What externalcontact/get teaches: the WeChat nickname, and the unionid when the company bound a developer id. */
export function customerFacts(contact: ExternalContact): Known {
  return {
    claims: unionClaim(contact.unionid, 'wecom.contact-get'),
    facts: contact.name === '' ? {} : { name: contact.name },
  }
}

/** What kf/customer/batchget teaches of somebody who talks to 微信客服, friend or not. */
export function visitorFacts({ nickname, unionid }: { nickname: string; unionid?: string | undefined }): Known {
  return { claims: unionClaim(unionid, 'wecom.kf-customer'), facts: nickname === '' ? {} : { name: nickname } }
}
