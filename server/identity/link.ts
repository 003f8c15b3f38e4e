import { type Contact, kindOfKey } from '../../shared/contact.ts'
import type { ContactId, EventId, MergeId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'
import type { AlertsStore } from '../store/alerts.ts'
import { chunksOf } from '../store/bulk.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactSave } from '../store/contact-saves.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { IdentityRulesStore } from '../store/identity-rules.ts'
import type { MergesStore, StoredMerge } from '../store/merges.ts'
import { phoneTails } from '../store/sealed-phone.ts'
import { toContact } from '../store/stored-contact.ts'
import { createDrafts, type Linking } from './drafts.ts'
import { learnAgain } from './learn.ts'
import { toldByOthers } from './learn-again.ts'
import { forgetTold, type Platform, platformOf } from './withdraw.ts'

/**
 * The one way events become somebody's. A batch is worked out in memory and written with one guarded bulk write;
 * what lost a race (another process changed the contact, or took the identity) is worked out again from the load.
 * The event goes into the timeline last: until it is there the whole is repeated, and repeating it changes nothing.
 */
export type Linked = {
  incoming: Incoming
  /** The contact after this event (and the rest of its batch). */
  contact: Contact
  created: boolean
  /** Contacts that became part of this one by this event. */
  merged: ContactId[]
  /** Why somebody else may be the same person, and which identity says so: for a person to decide. */
  conflicts: { key: string; why: string }[]
  /** The event was in the timeline already: nothing was changed. */
  repeated: boolean
}

/** Called after a merge with the absorbed and the surviving contact; must stand being called twice. */
export type ContactsJoined = (from: ContactId, into: ContactId) => Promise<void>

const ROUNDS = 200
const isRevocation = ({ incoming }: Linking) => incoming.event.name === 'data.revoked'

type Group = ReturnType<ReturnType<typeof createDrafts>['groups']>[number]
const MERGES_AT_ONCE = 100

/** Whoever gives identities up stands before all who take some; within these what is new comes together. */
function inOne(groups: readonly Group[]): Group {
  const giving = groups.flatMap(({ saves }) => saves.slice(0, -1))
  const taking = groups.flatMap(({ saves }) => saves.slice(-1))
  const isNew = ({ base }: ContactSave) => base === null
  return {
    saves: [giving, taking].flatMap((all) => [...all.filter(isNew), ...all.filter((one) => !isNew(one))]),
    records: groups.flatMap(({ records }) => records),
    entries: groups.flatMap(({ entries }) => entries),
  }
}

export class LinkingStarved extends Error {
  readonly code = 'identity.linking-starved'
  constructor(left: number) {
    super(`${left} events lost the race for their contact ${ROUNDS} times`)
    this.name = 'LinkingStarved'
  }
}

export function createLinking(needs: {
  contacts: ContactsStore
  events: EventsStore
  merges: MergesStore
  /** A tapped card names its alert, and the alert its person. */
  alerts: Pick<AlertsStore, 'contactsOf'>
  cipher: Cipher
  identityRules: Pick<IdentityRulesStore, 'read'>
  /** What else names a contact and has to follow a merge: walks, messages, leads, alerts. */
  onMerged: readonly ContactsJoined[]
  /** Whose word counts, attribute by attribute; what stands in a profile is not judged again when this changes. */
  precedence?: () => Promise<PrecedenceRules>
}) {
  const { contacts, events, merges, alerts, cipher, identityRules, onMerged, precedence = async () => noRules } = needs
  const tailsOf = (sealed: string) => phoneTails(cipher, sealed)

  const follow = async (records: readonly StoredMerge[]): Promise<void> => {
    for (const { from, into } of records) for (const joined of onMerged) await joined(from, into)
    await merges.markFollowed(records.map(({ _id }) => _id))
  }

  /** Writes what it can; gives back the contacts that lost, and the merges that were made. */
  const write = async (groups: readonly Group[]) => {
    const single: ContactSave[] = groups.filter(({ records }) => records.length === 0).flatMap(({ saves }) => saves)
    const lost = await contacts.save(single)
    const made: StoredMerge[] = []
    const merging = groups.filter(({ records }) => records.length > 0)
    for (const some of chunksOf(merging, MERGES_AT_ONCE)) {
      // Of a file thousands join somebody: one transaction for many, and one for each when another came in between.
      if (some.length > 1 && (await merges.commit(inOne(some)))) {
        made.push(...some.flatMap(({ records }) => records))
        continue
      }
      for (const group of some) {
        if (await merges.commit(group)) made.push(...group.records)
        else for (const { stored } of group.saves) lost.add(stored._id)
      }
    }
    return { lost, made }
  }

  /** What a platform had told goes from the timeline and from the records as they were before a merge. */
  const forgetKept = async (contacts: readonly ContactId[], taken: { platform: Platform; at: Date }): Promise<void> => {
    const [told, rules] = await Promise.all([events.telling(contacts), precedence()])
    await merges.rewriteRecords(contacts, (had) => {
      const left = forgetTold(had, taken.platform, taken.at)
      const theirs = told.filter(({ claimed }) => had.identities.some(({ key }) => key === claimed[0]))
      return learnAgain(left, toldByOthers(left, had, theirs, taken), { tailsOf, rules })
    })
    await events.forgetTold({ contacts, platform: taken.platform, until: taken.at })
  }

  /** Whose the events are that name a person by our own id instead of by an identity. */
  const namedIn = async (pending: readonly Incoming[]): Promise<Map<EventId, ContactId>> => {
    const clicks = pending.flatMap(({ event }) => (event.name === 'card.clicked' ? [event] : []))
    const ofAlerts = await alerts.contactsOf(clicks.map(({ alert }) => alert))
    const named = new Map<EventId, ContactId>()
    for (const { event, contact } of pending) {
      const id = contact ?? (event.name === 'card.clicked' ? ofAlerts.get(event.alert) : undefined)
      if (id !== undefined) named.set(event.id, id)
    }
    return named
  }

  const linkRound = async (pending: readonly Incoming[], now: Date) => {
    const keys = [...new Set(pending.flatMap(({ claims }) => claims.map(({ key }) => key)))]
    const named = await namedIn(pending)
    const [byKeys, survivors, contested, rules, strengths] = await Promise.all([
      contacts.findByKeys(keys),
      contacts.loadSurvivors([...named.values()]),
      merges.contested(keys.filter((key) => kindOfKey(key) === 'phone' || kindOfKey(key) === 'email')),
      precedence(),
      identityRules.read(),
    ])
    const loaded = new Map([...byKeys, ...survivors.values()].map((stored) => [stored._id, stored]))
    const told = pending.some(({ event }) => event.name === 'data.revoked')
      ? await events.telling([...loaded.values()].flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom]))
      : []
    const { nextPlace } = events
    const drafts = createDrafts([...loaded.values()], {
      now,
      tailsOf,
      contested,
      told,
      nextPlace,
      rules,
      identityRules: strengths,
    })
    const survivorNamed = (id: EventId) => {
      const contact = named.get(id)
      return contact === undefined ? undefined : survivors.get(contact)?._id
    }
    const worked = pending.flatMap((incoming): Linking[] => {
      const contact = survivorNamed(incoming.event.id)
      return contact === undefined && incoming.claims.length === 0 ? [] : [drafts.link(incoming, contact)]
    })
    const { lost, made } = await write(drafts.groups())
    const isLost = ({ base }: Linking) => lost.has(base) || lost.has(drafts.survivor(base)._id)
    const won = worked.filter((linking) => !isLost(linking))
    await merges.addConflicts(won.flatMap(({ conflicts }) => conflicts))
    const [ends, others] = [won.filter(isRevocation), won.filter((one) => !isRevocation(one))]
    await events.append(others.flatMap(({ entries }) => entries))
    for (const { incoming, base, entries } of ends) {
      const { _id, mergedFrom } = drafts.survivor(base)
      const platform = platformOf(incoming.claims)
      const contacts = [_id, ...mergedFrom]
      if (platform !== null) await forgetKept(contacts, { platform, at: incoming.event.at })
      await events.append(entries)
    }
    await follow(made)
    const linked = won.map(({ incoming, base, created, merged, conflicts }): Linked => {
      const { revision, ...stored } = drafts.survivor(base)
      const contact = toContact({ ...stored, revision: revision + (drafts.isDirty(stored._id) ? 1 : 0) })
      const told = conflicts.map(({ key, why }) => ({ key, why }))
      return { incoming, contact, created: created && merged.length === 0, merged, conflicts: told, repeated: false }
    })
    return { linked, again: worked.filter(isLost).map(({ incoming }) => incoming) }
  }

  return {
    /** Gives each event its contact, in the order given. An event of nobody (deleted meanwhile, never known) is left out. */
    async linkIncoming(incoming: readonly Incoming[], now: Date): Promise<Linked[]> {
      const known = await events.find(incoming.map(({ event }) => event.id))
      const done = new Map<EventId, Linked>()
      const byId = new Map(incoming.map((one) => [one.event.id, one]))
      let pending = [...byId.values()].filter(({ event }) => !known.has(event.id))
      for (let round = 0; pending.length > 0; round += 1) {
        if (round === ROUNDS) throw new LinkingStarved(pending.length)
        const { linked, again } = await linkRound(pending, now)
        for (const one of linked) done.set(one.incoming.event.id, one)
        pending = again
      }
      const people = await contacts.getMany([...known.values()])
      const seen = new Set<EventId>()
      return incoming.flatMap((one): Linked[] => {
        const { id } = one.event
        const fresh = done.get(id)
        const first = !seen.has(id)
        seen.add(id)
        if (fresh !== undefined)
          return [first ? fresh : { ...fresh, created: false, merged: [], conflicts: [], repeated: true }]
        const owner = known.get(id)
        const contact = owner === undefined ? undefined : people.get(owner)
        return contact === undefined
          ? []
          : [{ incoming: one, contact, created: false, merged: [], conflicts: [], repeated: true }]
      })
    },

    /** Finishes merges whose walks, messages and leads were not moved because a process died in between. */
    async finishMerges(before: Date): Promise<MergeId[]> {
      const left = await merges.unfollowed(before)
      await follow(left)
      return left.map(({ _id }) => _id)
    },
  }
}
