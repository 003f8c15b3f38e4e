import type { Contact, Identity } from '../../shared/contact.ts'
import type { StoredMerge } from '../store/merges.ts'
import { handleOf, type StoredContact } from '../store/stored-contact.ts'
import { searchable } from './learn-profile.ts'

/**
 * The pure half of undoing a merge: what the survivor keeps when the absorbed person leaves again.
 * `leaving` is the absorbed record with everything it learned since. What equals theirs, value and source and moment,
 * came from them and goes back to what the survivor had before; what anybody said since stays.
 */
export function takeApart(current: StoredContact, merge: StoredMerge, leaving: StoredContact): StoredContact {
  const before = merge.survivor
  const theirs = new Set(leaving.identities.map(({ key }) => key))
  const ours = new Set(before.identities.map(({ key }) => key))
  const identities = current.identities
    .filter(({ key }) => ours.has(key) || !theirs.has(key))
    .map((identity): Identity => {
      const known = before.identities.find(({ key }) => key === identity.key)
      return known !== undefined && sameIdentity(identity, leaving.identities) ? known : identity
    })
  const gone = new Set([leaving._id, ...leaving.mergedFrom])
  const said = withoutTheirWords(current, before, leaving)
  return {
    ...current,
    ...said,
    identities,
    handles: identities.flatMap(({ key }) => handleOf(key) ?? []),
    searchName: said.name === null ? null : searchable(said.name),
    tags: current.tags.filter((tag) => before.tags.includes(tag) || !leaving.tags.includes(tag)),
    firstSource: same(current.firstSource, leaving.firstSource) ? before.firstSource : current.firstSource,
    lastSource: same(current.lastSource, leaving.lastSource) ? before.lastSource : current.lastSource,
    followings: current.followings.filter(
      ({ openId }) =>
        before.followings.some((one) => one.openId === openId) ||
        !leaving.followings.some((one) => one.openId === openId),
    ),
    friendships: current.friendships.filter(
      ({ staff }) =>
        before.friendships.some((one) => one.staff === staff) ||
        !leaving.friendships.some((one) => one.staff === staff),
    ),
    bots: current.bots.filter(
      ({ id }) => before.bots.some((one) => one.id === id) || !leaving.bots.some((one) => one.id === id),
    ),
    greetings: current.greetings.filter(
      ({ event }) =>
        before.greetings.some((one) => one.event === event) || !leaving.greetings.some((one) => one.event === event),
    ),
    grants: subtract(current.grants, leaving.grants),
    grantedBy: current.grantedBy.filter((id) => !leaving.grantedBy.includes(id)),
    email: current.email?.sealed === leaving.email?.sealed ? before.email : current.email,
    mergedFrom: current.mergedFrom.filter((id) => !gone.has(id)),
    tagsChangedAt: current.updatedAt,
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const sameIdentity = (identity: Identity, others: readonly Identity[]) => others.some((other) => same(identity, other))

type Words = Pick<StoredContact, 'attributes' | 'provenance' | 'consent' | 'name' | 'owner' | 'phone' | 'phoneMasked'>

function withoutTheirWords(current: StoredContact, before: StoredContact, leaving: StoredContact): Words {
  const isTheirs = (field: string) => {
    const [now, said] = [current.provenance[field], leaving.provenance[field]]
    return now !== undefined && said !== undefined && same(now, said) && !same(now, before.provenance[field])
  }
  const attributes = { ...current.attributes }
  const provenance = { ...current.provenance }
  const consent = { ...current.consent }
  for (const field of Object.keys(current.provenance).filter(isTheirs)) {
    const [said, value] = [before.provenance[field], before.attributes[field]]
    if (said === undefined) delete provenance[field]
    else provenance[field] = said
    if (field.startsWith('@consent:')) {
      const channel = field.slice('@consent:'.length)
      const answer = before.consent[channel]
      if (answer === undefined) delete consent[channel]
      else consent[channel] = answer
    }
    if (field.startsWith('@')) continue
    if (value === undefined) delete attributes[field]
    else attributes[field] = value
  }
  const phone = isTheirs('@phone') ? before : current
  return {
    attributes,
    provenance,
    consent,
    name: (isTheirs('@name') ? before : current).name,
    owner: (isTheirs('@owner') ? before : current).owner,
    phone: phone.phone,
    phoneMasked: phone.phoneMasked,
  }
}

function subtract(all: Contact['grants'], theirs: Contact['grants']): Contact['grants'] {
  const left = Object.entries(all).map(
    ([template, count]) => [template, Math.max(0, count - (theirs[template] ?? 0))] as const,
  )
  return Object.fromEntries(left.filter(([, count]) => count > 0))
}
