import type { IdentityKey } from '../../shared/contact.ts'
import { foundRemoval, foundUnfollow } from '../../shared/found-ends.ts'
import type { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { StoredContact } from '../store/stored-contact.ts'

type Needs = { contacts: Pick<ContactsStore, 'findByKeys'>; events: Pick<EventsStore, 'find'> }

/**
 * One following and one friendship end once, though two may tell of it: the callback, and the reading of the account
 * that finds nobody there. Whichever comes second is left out before anybody hears of it. What is in the timeline
 * already stays in, because it may have broken off before the journeys heard.
 */
export function createToldAlready({ contacts, events }: Needs) {
  return async (incoming: readonly Incoming[]): Promise<Incoming[]> => {
    const ends = incoming.filter(isEnd)
    if (ends.length === 0) return [...incoming]
    const keys = ends.flatMap(({ claims }) => claims[0]?.key ?? [])
    const people = new Map<IdentityKey, StoredContact>()
    for (const one of await contacts.findByKeys(keys)) for (const { key } of one.identities) people.set(key, one)
    const lasting = new Map(ends.map((end) => [end.event.id, lastingOf(end, people)]))
    const asked = [...lasting].flatMap(([id, one]) => (one === null ? [id] : [id, one.foundAs]))
    const told = await events.find(asked)
    const byCallback = new Set(ends.filter((end) => !wasFound(end)).map(aboutOf))
    const isRepeat = (end: Incoming): boolean => {
      if (told.has(end.event.id)) return false
      const one = lasting.get(end.event.id) ?? null
      if (wasFound(end)) return one === null || one.over || one.foundAs !== end.event.id || byCallback.has(aboutOf(end))
      return one !== null && told.has(one.foundAs) && end.event.at >= one.since
    }
    return incoming.filter((one) => !isEnd(one) || !isRepeat(one))
  }
}

const isEnd = ({ event }: Incoming) => event.name === 'contact.unfollowed' || event.name === 'friend.removed'
const wasFound = ({ event }: Incoming) => 'found' in event && event.found !== undefined
const aboutOf = ({ event, claims }: Incoming) =>
  `${claims[0]?.key ?? ''}|${event.name === 'friend.removed' ? event.staff : ''}`

type Lasting = { since: Date; over: boolean; foundAs: EventId }

/** The following or friendship this is the end of, as we know it; null when we know of none. */
function lastingOf({ event, claims }: Incoming, people: ReadonlyMap<IdentityKey, StoredContact>): Lasting | null {
  const key = claims[0]?.key
  const contact = key === undefined ? undefined : people.get(key)
  if (key === undefined || contact === undefined) return null
  if (event.name === 'friend.removed') {
    const friendship = contact.friendships.find(({ staff }) => staff === event.staff)
    if (friendship === undefined) return null
    const { staff, since, until } = friendship
    return { since, over: until !== null, foundAs: foundRemoval(key, staff, since) }
  }
  const following = contact.followings.find(({ appId, openId }) => key === `oa:${appId}:${openId}`)
  if (following === undefined) return null
  const since = following.followedAt ?? new Date(0)
  return { since, over: !following.following, foundAs: foundUnfollow(key, following.followedAt) }
}
