import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'
import { handleOf, type StoredContact } from '../store/stored-contact.ts'
import { joinGreetings } from './greetings.ts'
import { emptyContact, withIdentity } from './learn.ts'
import { joinBots, joinFollowings, joinFriendships } from './learn-connections.ts'
import { joinBatches, searchable, withTagSaid } from './learn-profile.ts'
import { compareText, earliest, later, latest, outranks } from './precedence.ts'

/**
 * Two records that are one person become one. Pure, and the same rules as `learn`: joining what two records learned
 * gives what one record would have learned. The older record stays, of two as old the one with the smaller id.
 */
export function survivorOf(a: StoredContact, b: StoredContact): [survivor: StoredContact, absorbed: StoredContact] {
  const order = a.createdAt.getTime() - b.createdAt.getTime() || compareText(a._id, b._id)
  return order <= 0 ? [a, b] : [b, a]
}

export function absorb(
  survivor: StoredContact,
  absorbed: StoredContact,
  now: Date,
  rules: PrecedenceRules = noRules,
): StoredContact {
  const identities = absorbed.identities.reduce(withIdentity, survivor.identities)
  const said = saidBy(survivor, absorbed, rules)
  const consent = joinConsent(survivor, absorbed)
  const merged: StoredContact = {
    ...survivor,
    ...said,
    consent: consent.answers,
    provenance: { ...withTags(said.provenance, absorbed), ...consent.provenance, ...joinRevoked(survivor, absorbed) },
    identities,
    handles: identities.flatMap(({ key }) => handleOf(key) ?? []),
    tags: [...new Set([...survivor.tags, ...absorbed.tags])].sort(compareText),
    firstSource: earliest(survivor.firstSource, absorbed.firstSource),
    lastSource: latest(survivor.lastSource, absorbed.lastSource),
    followings: joinByAccount(survivor, absorbed),
    friendships: joinFriendships(survivor.friendships, absorbed.friendships),
    bots: joinBots(survivor.bots, absorbed.bots),
    greetings: joinGreetings(survivor.greetings, absorbed.greetings),
    grants: addGrants(survivor.grants, absorbed.grants),
    grantedBy: [...new Set([...survivor.grantedBy, ...absorbed.grantedBy])],
    importBatches: joinBatches(survivor.importBatches ?? [], absorbed.importBatches ?? []),
    lastSeenAt: later(survivor.lastSeenAt, absorbed.lastSeenAt),
    updatedAt: now,
    tagsChangedAt: now,
    mergedFrom: [...new Set([...survivor.mergedFrom, absorbed._id, ...absorbed.mergedFrom])],
    keptApart: [...survivor.keptApart, ...absorbed.keptApart],
  }
  return { ...merged, searchName: merged.name === null ? null : searchable(merged.name) }
}

/** What is left of a record that was merged away: nothing to find or to count, only where it went. The merge record keeps it whole. */
export const stubOf = (absorbed: StoredContact, into: ContactId, now: Date): StoredContact => ({
  ...emptyContact(absorbed._id, absorbed.createdAt),
  revision: absorbed.revision,
  updatedAt: now,
  mergedInto: into,
})

/** Attributes, name, owner and phone: each from whom outranks the other. */
function saidBy(
  survivor: StoredContact,
  absorbed: StoredContact,
  rules: PrecedenceRules,
): Pick<
  StoredContact,
  'attributes' | 'provenance' | 'name' | 'owner' | 'phone' | 'phoneMasked' | 'email' | 'idNumber'
> {
  const wins = (field: string, theirs: Contact['attributes'][string] | null, ours: typeof theirs) => {
    const [said, held] = [absorbed.provenance[field], survivor.provenance[field]]
    if (theirs === null || said === undefined) return false
    return (
      ours === null ||
      held === undefined ||
      outranks({ ...said, value: theirs }, { ...held, value: ours }, rules.get(field))
    )
  }
  const attributes = { ...survivor.attributes }
  const provenance = { ...survivor.provenance }
  const taken = new Set<string>()
  const take = (field: string) => {
    const said = absorbed.provenance[field]
    if (said === undefined) return
    provenance[field] = said
    taken.add(field)
  }
  // That there is none is a word too, and is kept like one: an older value of the other record does not come back.
  for (const [field, said] of Object.entries(absorbed.provenance)) {
    if (field.startsWith('@')) continue
    const [value, held] = [absorbed.attributes[field] ?? null, survivor.provenance[field]]
    const ours = { value: survivor.attributes[field] ?? null }
    if (held !== undefined && !outranks({ ...said, value }, { ...held, ...ours }, rules.get(field))) continue
    if (value === null) delete attributes[field]
    else attributes[field] = value
    take(field)
  }
  const name = wins('@name', absorbed.name, survivor.name)
  const owner = wins('@owner', absorbed.owner, survivor.owner)
  const phone = wins('@phone', absorbed.phone?.key ?? null, survivor.phone?.key ?? null)
  for (const [taken, field] of [
    [name, '@name'],
    [owner, '@owner'],
    [phone, '@phone'],
  ] as const)
    if (taken) take(field)
  return {
    attributes,
    provenance,
    name: name ? absorbed.name : survivor.name,
    owner: owner ? absorbed.owner : survivor.owner,
    phone: phone ? absorbed.phone : survivor.phone,
    phoneMasked: phone ? absorbed.phoneMasked : survivor.phoneMasked,
    email: (taken.has('email') ? absorbed : survivor).email,
    idNumber: (taken.has('idNumber') ? absorbed : survivor).idNumber,
  }
}

function joinByAccount(survivor: StoredContact, absorbed: StoredContact): StoredContact['followings'] {
  const name = ({ appId, openId }: StoredContact['followings'][number]) => `${appId}:${openId}`
  const byAccount = new Map(survivor.followings.map((one) => [name(one), one]))
  for (const following of absorbed.followings) {
    const known = byAccount.get(name(following))
    byAccount.set(name(following), known === undefined ? following : joinFollowings(known, following))
  }
  return [...byAccount.values()].sort((a, b) => compareText(name(a), name(b)))
}

/** Who said no once is not written to because another record of the same person said yes. Of two alike the newer is kept. */
function joinConsent(survivor: StoredContact, absorbed: StoredContact) {
  const answers = { ...survivor.consent }
  const provenance: Contact['provenance'] = {}
  for (const [channel, theirs] of Object.entries(absorbed.consent)) {
    const field = `@consent:${channel}`
    const [ours, said, held] = [answers[channel], absorbed.provenance[field], survivor.provenance[field]]
    const newer = said !== undefined && (held === undefined || said.at > held.at)
    if (ours !== undefined && (ours === theirs ? !newer : ours === 'refused')) continue
    answers[channel] = theirs
    if (said !== undefined) provenance[field] = said
  }
  return { answers, provenance }
}

/** Who gave each tag first. */
const withTags = (ours: Contact['provenance'], absorbed: StoredContact): Contact['provenance'] =>
  Object.entries(absorbed.provenance)
    .filter(([field]) => field.startsWith('@tag:'))
    .reduce((all, [field, said]) => withTagSaid(all, field, said), ours)

/** The newest withdrawal of each platform's authorisation. */
function joinRevoked(survivor: StoredContact, absorbed: StoredContact): Contact['provenance'] {
  const theirs = Object.entries(absorbed.provenance).filter(([field, { at }]) => {
    const held = survivor.provenance[field]
    return field.startsWith('@revoked:') && (held === undefined || at > held.at)
  })
  return Object.fromEntries(theirs)
}

function addGrants(ours: Contact['grants'], theirs: Contact['grants']): Contact['grants'] {
  const joined = { ...ours }
  for (const [template, left] of Object.entries(theirs)) joined[template] = (joined[template] ?? 0) + left
  return joined
}
