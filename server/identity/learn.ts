import type { Identity } from '../../shared/contact.ts'
import type { DomainEvent, EventName } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming } from '../../shared/incoming.ts'
import type { PrecedenceRules } from '../../shared/schema/precedence.ts'
import { partitionOf } from '../store/partition.ts'
import { handleOf, type StoredContact } from '../store/stored-contact.ts'
import { learnGreeting } from './greetings.ts'
import { type Told, toldByOthers } from './learn-again.ts'
import { foundFriendship, joinBots, joinFriendships, learnFollowing, learnFriendship } from './learn-connections.ts'
import { learnPhone, learnProfile, learnSealed } from './learn-profile.ts'
import { compareText, later, strengthRank } from './precedence.ts'
import { learnWithdrawal, withoutRevoked } from './withdraw.ts'

/**
 * What one event teaches about a contact. Pure, and built from rules that do not care about order (newest of, union of,
 * highest rank of), so that the same events give the same person however late or often each of them arrives.
 */
const SEEN: ReadonlySet<EventName> = new Set([
  'contact.followed',
  'contact.scanned',
  'menu.clicked',
  'menu.viewed',
  'message.received',
  'location.reported',
  'mini.opened',
  'page.viewed',
  'link.clicked',
  'form.submitted',
  'phone.bound',
  'subscription.answered',
  'friend.added',
  'friend.half-added',
  'archiving.agreed',
  'group.joined',
  'service.entered',
  'group.spoke',
  'bot.befriended',
])
const GRANTS_REMEMBERED = 50

export const emptyContact = (id: ContactId, now: Date): StoredContact => ({
  _id: id,
  name: null,
  identities: [],
  attributes: {},
  provenance: {},
  tags: [],
  phoneMasked: null,
  phone: null,
  email: null,
  idNumber: null,
  firstSource: null,
  lastSource: null,
  followings: [],
  friendships: [],
  bots: [],
  greetings: [],
  scores: {},
  owner: null,
  consent: {},
  grants: {},
  grantedBy: [],
  importBatches: [],
  lastSeenAt: null,
  createdAt: now,
  updatedAt: now,
  revision: 0,
  mergedInto: null,
  mergedFrom: [],
  keptApart: [],
  partition: partitionOf(id),
  searchName: null,
  handles: [],
})

/** `attach`: the claims that were found to be this contact's; a phone it may not have teaches nothing. */
export function learn(
  contact: StoredContact,
  given: Incoming,
  options: {
    attach: readonly IdentityClaim[]
    tailsOf: (sealed: string) => string[]
    now: Date
    /** What this contact's events told before, when the event takes back what a platform told. */
    told?: readonly Told[]
    /** Whose word counts, where a manager said so for an attribute. */
    rules?: PrecedenceRules
  },
): StoredContact {
  const incoming = withoutRevoked(contact, given)
  const { event, facts } = incoming
  const said = { source: sourceOf(incoming), at: event.at }
  let next: StoredContact = { ...contact, updatedAt: options.now }
  next.identities = options.attach.reduce(
    (all, claim) => withIdentity(all, { ...claim, at: event.at }),
    next.identities,
  )
  next.handles = next.identities.flatMap(({ key }) => handleOf(key) ?? [])
  next = learnProfile(next, facts, said, options.rules)
  next = learnPhone(next, incoming, options)
  next = learnSealed(next, facts, said)
  next.followings = learnFollowing(next.followings, incoming)
  next.friendships = learnFriendship(next.friendships, event)
  if (facts.friendship) next.friendships = joinFriendships(next.friendships, [foundFriendship(facts.friendship)])
  next.greetings = learnGreeting(next.greetings, event)
  if (facts.bot) next.bots = joinBots(next.bots, [{ ...facts.bot, at: event.at }])
  next = learnGrant(next, event)
  const had = next
  next = learnWithdrawal(next, incoming, (left, platform) =>
    learnAgain(left, toldByOthers(left, had, options.told ?? [], { platform, at: event.at }), options),
  )
  if (SEEN.has(event.name)) next.lastSeenAt = later(next.lastSeenAt, event.at)
  return next
}

/** What the profile takes from events that were learned before, and the addresses they gave. */
export function learnAgain(
  left: StoredContact,
  told: readonly Incoming[],
  { tailsOf, rules }: { tailsOf: (sealed: string) => string[]; rules?: PrecedenceRules },
): StoredContact {
  const kept = new Set(left.identities.map(({ key }) => key))
  let next = left
  for (const incoming of told) {
    const { event, claims, facts } = incoming
    const back = claims.filter(({ key }) => !kept.has(key))
    const identities = back.reduce((all, claim) => withIdentity(all, { ...claim, at: event.at }), next.identities)
    const said = { source: sourceOf(incoming), at: event.at }
    next = learnProfile({ ...next, identities }, facts, said, rules)
    next = learnSealed(learnPhone(next, incoming, { attach: claims, tailsOf }), facts, said)
  }
  return next
}

/** An outside system told it by API, in the form of a record. */
const API_SOURCE = 'api'

/** Who says what the event teaches: the form, the import, the colleague; otherwise whoever named the identity. */
function sourceOf({ event, claims }: Incoming): string {
  if (event.name === 'form.submitted') return 'form'
  if (event.name === 'crm.imported') return event.source === API_SOURCE ? 'api' : 'crm-import'
  if (event.name === 'note.added') return 'staff'
  return claims[0]?.source ?? event.name
}

/** One entry per key: the strongest saying, then the earliest. */
export function withIdentity(identities: readonly Identity[], given: Identity): Identity[] {
  const identity = { key: given.key, strength: given.strength, source: given.source, at: given.at }
  const known = identities.find(({ key }) => key === identity.key)
  if (known === undefined) return [...identities, identity].sort((a, b) => compareText(a.key, b.key))
  const order =
    strengthRank(identity.strength) - strengthRank(known.strength) ||
    known.at.getTime() - identity.at.getTime() ||
    compareText(known.source, identity.source)
  return order > 0 ? identities.map((one) => (one === known ? identity : one)) : [...identities]
}

/** The only thing that adds up, so the answers already counted are remembered. */
function learnGrant(contact: StoredContact, event: DomainEvent): StoredContact {
  if (event.name !== 'subscription.answered' || !event.accepted || contact.grantedBy.includes(event.id)) return contact
  return {
    ...contact,
    grants: { ...contact.grants, [event.template]: (contact.grants[event.template] ?? 0) + 1 },
    grantedBy: [...contact.grantedBy, event.id].slice(-GRANTS_REMEMBERED),
  }
}
