import type { AttributeValue, BotLink, ContactSource, Following, Identity } from '../../shared/contact.ts'
import { BATCHES_KEPT, kindOfKey, provenanceOfTag, sourceRank } from '../../shared/contact.ts'
import type { DomainEvent, EventName } from '../../shared/events.ts'
import { type ContactId, StaffId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'
import { partitionOf } from '../store/partition.ts'
import { handleOf, type StoredContact } from '../store/stored-contact.ts'
import { learnGreeting } from './greetings.ts'
import { type Told, toldByOthers } from './learn-again.ts'
import { compareText, outranks, strengthRank } from './precedence.ts'
import { learnWithdrawal, withoutRevoked } from './withdraw.ts'

/**
 * What one event teaches about a contact. Pure, and built from rules that do not care about order (newest of, union of,
 * highest rank of), so that the same events give the same person however late or often each of them arrives.
 */
export type Stored = StoredContact
type StoredFriendship = Stored['friendships'][number]

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

export const emptyContact = (id: ContactId, now: Date): Stored => ({
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
  contact: Stored,
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
): Stored {
  const incoming = withoutRevoked(contact, given)
  const { event, facts } = incoming
  const said = { source: sourceOf(incoming), at: event.at }
  let next: Stored = { ...contact, updatedAt: options.now }
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
  left: Stored,
  told: readonly Incoming[],
  { tailsOf, rules }: { tailsOf: (sealed: string) => string[]; rules?: PrecedenceRules },
): Stored {
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

type Said = { source: string; at: Date }

/** Who gave a tag first. */
export function withTagSaid(all: Stored['provenance'], field: string, said: Said): Stored['provenance'] {
  const held = all[field]
  const order = held === undefined ? -1 : said.at.getTime() - held.at.getTime() || compareText(said.source, held.source)
  return order < 0 ? { ...all, [field]: said } : all
}

function learnProfile(contact: Stored, facts: ProfileFacts, said: Said, rules: PrecedenceRules = noRules): Stored {
  const next = { ...contact }
  const taught = {
    ...facts.attributes,
    ...(facts.email === undefined ? {} : { email: facts.email.masked }),
    ...(facts.idNumber === undefined ? {} : { idNumber: facts.idNumber.masked }),
  }
  for (const [name, value] of Object.entries(taught)) {
    const held = next.provenance[name]
    const holder = next.attributes[name]
    const rule = rules.get(name)
    if (held !== undefined && !outranks({ ...said, value }, { ...held, value: holder ?? null }, rule)) continue
    next.attributes = { ...next.attributes, [name]: value }
    next.provenance = { ...next.provenance, [name]: said }
  }
  for (const name of facts.cleared ?? []) {
    const held = next.provenance[name]
    // Who said that there is none stays on record, so that an older value that comes later does not bring it back.
    const holder = next.attributes[name] ?? null
    if (held !== undefined && !outranks({ ...said, value: null }, { ...held, value: holder }, rules.get(name))) continue
    next.attributes = Object.fromEntries(Object.entries(next.attributes).filter(([other]) => other !== name))
    next.provenance = { ...next.provenance, [name]: said }
  }
  next.consent = { ...next.consent }
  for (const [channel, answer] of Object.entries(facts.consent ?? {})) {
    const field = `@consent:${channel}`
    const [held, before] = [next.consent[channel], next.provenance[field]]
    if (held === answer || !takesConsent(answer, said, held === undefined ? null : { answer: held, said: before }))
      continue
    next.consent[channel] = answer
    next.provenance = { ...next.provenance, [field]: said }
  }
  if (facts.batch !== undefined) next.importBatches = joinBatches(next.importBatches ?? [], [facts.batch])
  if (facts.name !== undefined && facts.name.trim() !== '') {
    const name = facts.name.trim()
    if (takes(next, '@name', next.name, name, said)) {
      next.name = name
      next.searchName = searchable(name)
      next.provenance = { ...next.provenance, '@name': said }
    }
  }
  const owner = StaffId.safeParse(facts.owner)
  if (owner.success && takes(next, '@owner', next.owner, owner.data, said)) {
    next.owner = owner.data
    next.provenance = { ...next.provenance, '@owner': said }
  }
  const tags = (facts.tags ?? []).filter((tag) => !next.tags.includes(tag))
  if (tags.length > 0) {
    next.tags = [...new Set([...next.tags, ...tags])].sort(compareText)
    next.tagsChangedAt = said.at
  }
  for (const tag of facts.tags ?? []) next.provenance = withTagSaid(next.provenance, provenanceOfTag(tag), said)
  if (facts.source !== undefined) {
    next.firstSource = earliest(next.firstSource, facts.source)
    next.lastSource = latest(next.lastSource, facts.source)
  }
  return next
}

/** A list that was imported never takes back what the person or a colleague refused; a refusal in it counts. */
function takesConsent(
  answer: 'granted' | 'refused',
  said: Said,
  held: { answer: 'granted' | 'refused'; said: Said | undefined } | null,
): boolean {
  if (held === null) return true
  if (!(held.said?.source.startsWith('crm') ?? false)) return answer === 'refused'
  const order = said.at.getTime() - (held.said?.at.getTime() ?? 0)
  return order > 0 || (order === 0 && answer === 'refused')
}

/** The newest imports: their ids begin with the moment they were made, so the order of arrival does not matter. */
export const joinBatches = (ours: readonly string[], theirs: readonly string[]): string[] =>
  [...new Set([...ours, ...theirs])].sort(compareText).slice(-BATCHES_KEPT)

/** What stands masked among the attributes is kept sealed beside them: the one whose word stands, for two may look alike. */
function learnSealed(contact: Stored, { email, idNumber }: ProfileFacts, said: Said): Stored {
  const next = { ...contact }
  const stands = (field: string) => {
    const held = next.provenance[field]
    return held !== undefined && held.source === said.source && held.at.getTime() === said.at.getTime()
  }
  if (email !== undefined && next.attributes.email === email.masked && stands('email'))
    next.email = { sealed: email.sealed }
  if (idNumber !== undefined && next.attributes.idNumber === idNumber.masked && stands('idNumber'))
    next.idNumber = { key: idNumber.key, sealed: idNumber.sealed }
  // One that was taken back, or that another source's stands above, is not kept.
  if (next.attributes.idNumber === undefined) next.idNumber = null
  if (next.attributes.email === undefined) next.email = null
  return next
}

function takes(contact: Stored, field: string, holder: AttributeValue | null, value: string, said: Said): boolean {
  const held = contact.provenance[field]
  return held === undefined || holder === null || outranks({ ...said, value }, { ...held, value: holder })
}

export const searchable = (name: string) => name.normalize('NFKC').toLowerCase()

/** A number that was verified stands above one that was typed, whoever typed it. */
function learnPhone(
  contact: Stored,
  { event, facts, claims }: Incoming,
  { attach, tailsOf }: { attach: readonly IdentityClaim[]; tailsOf: (sealed: string) => string[] },
): Stored {
  const claim = attach.find(({ key }) => kindOfKey(key) === 'phone')
  if (facts.phone === undefined || claim === undefined) return contact
  const source = claim.strength === 'declared' ? claim.source : `staff-verified:${claim.source}`
  const said = { source: claims.length === 0 ? event.name : source, at: event.at }
  // The blind key stands for the number when two are compared: sealing the same number twice gives two texts.
  const held = contact.provenance['@phone']
  const holder = heldKey(contact)
  if (held !== undefined && !outranks({ ...said, value: claim.key }, { ...held, value: holder })) return contact
  const { sealed, masked } = facts.phone
  const phone = claim.key === holder && contact.phone !== null ? contact.phone : { sealed, tails: tailsOf(sealed) }
  return {
    ...contact,
    phone: { ...phone, key: claim.key },
    phoneMasked: masked,
    provenance: { ...contact.provenance, '@phone': said },
  }
}
const heldKey = (contact: Stored) => contact.phone?.key ?? null

function learnFollowing(followings: readonly Following[], { event, claims, facts }: Incoming): Following[] {
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

function learnFriendship(friendships: readonly StoredFriendship[], event: DomainEvent): StoredFriendship[] {
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
const foundFriendship = (found: NonNullable<ProfileFacts['friendship']>): StoredFriendship => ({
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

/** The only thing that adds up, so the answers already counted are remembered. */
function learnGrant(contact: Stored, event: DomainEvent): Stored {
  if (event.name !== 'subscription.answered' || !event.accepted || contact.grantedBy.includes(event.id)) return contact
  return {
    ...contact,
    grants: { ...contact.grants, [event.template]: (contact.grants[event.template] ?? 0) + 1 },
    grantedBy: [...contact.grantedBy, event.id].slice(-GRANTS_REMEMBERED),
  }
}

export const later = (a: Date | null, b: Date | null | undefined): Date | null =>
  a === null || (b !== null && b !== undefined && b > a) ? (b ?? a) : a

const sourceOrder = (a: ContactSource, b: ContactSource) =>
  a.at.getTime() - b.at.getTime() || compareText(`${a.kind}|${a.detail ?? ''}`, `${b.kind}|${b.detail ?? ''}`)
export const earliest = (a: ContactSource | null, b: ContactSource | null): ContactSource | null =>
  a === null || b === null ? (a ?? b) : sourceOrder(b, a) < 0 ? b : a
/** The last one that says what brought the person; opening the mini-program afterwards does not take its place. */
export const latest = (a: ContactSource | null, b: ContactSource | null): ContactSource | null =>
  a === null || b === null ? (a ?? b) : (sourceRank(b) - sourceRank(a) || sourceOrder(b, a)) > 0 ? b : a
