import type { BotLink, Following } from '../../shared/contact.ts'
import { kindOfKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import { compareText, later } from './precedence.ts'

/** What an event teaches about the ways to a contact: accounts followed, colleagues and personal accounts befriended. */
type StoredFriendship = StoredContact['friendships'][number]

export function learnFollowing(followings: readonly Following[], { event, claims, facts }: Incoming): Following[] {
  const patch = facts.following ?? followingOfClaim(event, claims)
  if (patch === undefined) return [...followings]
  const same = (one: Following) => one.appId === patch.appId && one.openId === patch.openId
  const known = followings.find(same) ?? {
    appId: patch.appId,
    openId: patch.openId,
    following: false,
    followedAt: null,
    unfollowedAt: null,
    windowUntil: null,
    windowLeft: 0,
  }
  const followedAt = later(known.followedAt, patch.followedAt ?? (event.name === 'contact.followed' ? event.at : null))
  const unfollowedAt = later(
    known.unfollowedAt,
    patch.unfollowedAt ?? (event.name === 'contact.unfollowed' ? event.at : null),
  )
  const undated = patch.following === true && followedAt === null ? event.at : followedAt
  const next = joinFollowings(known, {
    ...known,
    followedAt: undated,
    unfollowedAt,
    windowUntil: patch.windowUntil ?? known.windowUntil,
    windowLeft: patch.windowUntil ? (patch.windowLeft ?? known.windowLeft) : known.windowLeft,
  })
  return [...followings.filter((one) => !same(one)), next].sort(byApp)
}
const byApp = (a: Following, b: Following) => compareText(`${a.appId}:${a.openId}`, `${b.appId}:${b.openId}`)

function followingOfClaim(event: DomainEvent, claims: readonly IdentityClaim[]): ProfileFacts['following'] {
  if (event.name !== 'contact.followed' && event.name !== 'contact.unfollowed') return undefined
  const [, appId, openId] = claims.find(({ key }) => kindOfKey(key) === 'oa')?.key.split(':') ?? []
  return appId === undefined || openId === undefined ? undefined : { appId, openId }
}

/** Two sayings about one follower of one account. An equal window keeps what is left of it: some may be spent. */
export function joinFollowings(a: Following, b: Following): Following {
  const followedAt = later(a.followedAt, b.followedAt)
  const unfollowedAt = later(a.unfollowedAt, b.unfollowedAt)
  const newer = (b.windowUntil?.getTime() ?? 0) > (a.windowUntil?.getTime() ?? 0)
  return {
    appId: a.appId,
    openId: a.openId,
    following: followedAt !== null && (unfollowedAt === null || followedAt > unfollowedAt),
    followedAt,
    unfollowedAt,
    windowUntil: newer ? b.windowUntil : a.windowUntil,
    windowLeft: newer ? b.windowLeft : a.windowLeft,
  }
}

export function learnFriendship(friendships: readonly StoredFriendship[], event: DomainEvent): StoredFriendship[] {
  if (event.name !== 'friend.added' && event.name !== 'friend.removed') return [...friendships]
  const added = event.name === 'friend.added'
  const said: StoredFriendship = {
    staff: event.staff,
    since: event.at,
    until: null,
    state: added ? event.state : null,
    addedAt: added ? event.at : null,
    removedAt: added ? null : event.at,
  }
  return joinFriendships(friendships, [said])
}

/** A sync found it: it lasts, since the day WeCom names. */
export const foundFriendship = (found: NonNullable<ProfileFacts['friendship']>): StoredFriendship => ({
  ...found,
  until: null,
  addedAt: found.since,
  removedAt: null,
})

export function joinFriendships(
  ours: readonly StoredFriendship[],
  theirs: readonly StoredFriendship[],
): StoredFriendship[] {
  const byStaff = new Map(ours.map((one) => [one.staff, one]))
  for (const friendship of theirs) {
    const known = byStaff.get(friendship.staff)
    byStaff.set(friendship.staff, known === undefined ? dated(friendship) : joinFriendship(known, friendship))
  }
  return [...byStaff.values()].sort((a, b) => compareText(a.staff, b.staff))
}

function joinFriendship(a: StoredFriendship, b: StoredFriendship): StoredFriendship {
  const order = (b.addedAt?.getTime() ?? 0) - (a.addedAt?.getTime() ?? 0) || compareText(b.state ?? '', a.state ?? '')
  return dated({
    ...a,
    state: order > 0 ? b.state : a.state,
    addedAt: later(a.addedAt, b.addedAt),
    removedAt: later(a.removedAt, b.removedAt),
  })
}

/** `since` and `until` follow from the newest adding and the newest removal. */
function dated(friendship: StoredFriendship): StoredFriendship {
  const { addedAt, removedAt, since } = friendship
  const ended = removedAt !== null && (addedAt === null || removedAt >= addedAt)
  return { ...friendship, since: addedAt ?? removedAt ?? since, until: ended ? removedAt : null }
}

/** The newest word about each account and id; of two at once, that they are friends. */
export function joinBots(ours: readonly BotLink[], theirs: readonly BotLink[]): BotLink[] {
  const name = ({ bot, id }: BotLink) => `${bot}:${id}`
  const links = new Map(ours.map((one) => [name(one), one]))
  for (const link of theirs) {
    const known = links.get(name(link))
    const order = known === undefined ? 1 : link.at.getTime() - known.at.getTime() || Number(link.friend)
    if (order > 0) links.set(name(link), link)
  }
  return [...links.values()].sort((a, b) => compareText(name(a), name(b)))
}
