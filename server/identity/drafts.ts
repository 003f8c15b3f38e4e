import { isDeepStrictEqual } from 'node:util'
import type { Identity, IdentityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { IdentityRules } from '../../shared/identity-rules.ts'
import { ContactId, EventId, MergeId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming } from '../../shared/incoming.ts'
import type { PrecedenceRules } from '../../shared/schema/precedence.ts'
import { newId } from '../kit/new-id.ts'
import type { ContactSave } from '../store/contact-saves.ts'
import type { StoredEvent, TimelineEntry } from '../store/events.ts'
import { conflictOf, type StoredConflict, type StoredMerge } from '../store/merges.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import { absorb, stubOf, survivorOf } from './absorb.ts'
import { withoutCode } from './greetings.ts'
import { emptyContact, learn } from './learn.ts'
import type { Told } from './learn-again.ts'
import { type Join, resolve } from './resolve.ts'
import { withdrawalLines, withoutRevoked } from './withdraw.ts'

/** What became of one event in memory: whose it is, and which drafts must be written for that to be true. */
export type Linking = {
  incoming: Incoming
  base: ContactId
  created: boolean
  merged: ContactId[]
  conflicts: StoredConflict[]
  entries: TimelineEntry[]
}
type Needs = {
  now: Date
  tailsOf: (sealed: string) => string[]
  contested: ReadonlySet<string>
  identityRules: IdentityRules
  /** What the events of the loaded contacts told before, when one of the batch takes back what a platform told. */
  told: readonly StoredEvent[]
  nextPlace: () => number
  rules: PrecedenceRules
}

/**
 * A batch of events worked out in memory on the contacts that were loaded for it: each event sees what the earlier
 * ones changed. Nothing is written here; `groups` gives what must be written together.
 */
export function createDrafts(
  loaded: readonly StoredContact[],
  { now, tailsOf, contested, told: toldBefore, nextPlace, rules, identityRules }: Needs,
) {
  const drafts = new Map<ContactId, ContactSave>(
    loaded.map((stored) => [stored._id, { stored, base: stored.revision }]),
  )
  const owners = new Map<IdentityKey, ContactId>()
  const dirty = new Set<ContactId>()
  const linked: TimelineEntry[] = []
  const merges: { record: StoredMerge; entry: TimelineEntry }[] = []
  const put = (stored: StoredContact, base: number | null) => {
    drafts.set(stored._id, { stored, base })
    dirty.add(stored._id)
    for (const { key } of stored.identities) owners.set(key, stored._id)
  }
  for (const stored of loaded) for (const { key } of stored.identities) owners.set(key, stored._id)

  const draft = (id: ContactId): ContactSave => {
    const known = drafts.get(id)
    if (known === undefined) throw new Error(`contact ${id} was not loaded for this batch`)
    return known
  }
  const survivor = (id: ContactId): StoredContact => {
    const { stored } = draft(id)
    return stored.mergedInto === null ? stored : survivor(stored.mergedInto)
  }
  const toldOf = ({ _id, mergedFrom }: StoredContact): Told[] => {
    const ids = new Set([_id, ...mergedFrom])
    const before = toldBefore.filter(({ contact }) => ids.has(contact))
    const inBatch = linked.filter(({ contact }) => ids.has(contact))
    return [...before, ...inBatch.map(({ event, claimed = [], facts = {} }) => ({ event, claimed, facts }))]
  }
  const ownerOf = (key: IdentityKey) => {
    const id = owners.get(key)
    return id === undefined ? undefined : survivor(id)
  }

  const join = (ours: StoredContact, { contact, evidence, why }: Join, event: EventId | null): ContactId => {
    const [stays, goes] = survivorOf(ours, survivor(contact))
    const [staysBase, goesBase] = [draft(stays._id).base, draft(goes._id).base]
    const id = MergeId.parse(newId('mg'))
    const record: StoredMerge = {
      _id: id,
      into: stays._id,
      from: goes._id,
      evidence: [{ ...evidence, event }],
      why,
      at: now,
      undoneAt: null,
      followed: false,
      absorbed: goes,
      survivor: stays,
    }
    const merged = {
      id: EventId.parse(`merged:${id}`),
      at: now,
      account: null,
      name: 'contact.merged' as const,
      merge: id,
      from: goes._id,
      into: stays._id,
      why,
    }
    merges.push({ record, entry: { contact: stays._id, event: merged, place: nextPlace() } })
    put(stubOf(goes, stays._id, now), goesBase)
    put(absorb(stays, goes, now, rules), staysBase)
    return goes._id
  }

  return {
    survivor,
    isDirty: (id: ContactId): boolean => dirty.has(id),

    /** Two of the loaded contacts are one person because a colleague says so; gives back the record that stays. */
    joinByHand(one: ContactId, other: Join): StoredContact {
      join(survivor(one), other, null)
      return survivor(one)
    },

    /** `named`: the person, when the event names one of the loaded contacts by our own id. */
    link(given: Incoming, named: ContactId | undefined): Linking {
      // The event stands before what it leads to, though a merge is written first.
      const place = nextPlace()
      const known = named === undefined ? undefined : survivor(named)
      const decide = ({ claims }: Incoming) =>
        resolve(claims, ownerOf, (key) => contested.has(key), known, identityRules)
      const { base: whose } = decide(given)
      const incoming = whose === null ? given : withoutRevoked(survivor(whose), given)
      const { event } = incoming
      const decision = decide(incoming)
      const created = decision.base === null
      const base = decision.base ?? ContactId.parse(newId('ct'))
      if (created) {
        // A new contact takes what is free first, so that whom it then joins is absorbed by the same rules as anybody.
        const own = decision.attach.filter(({ key }) => ownerOf(key) === undefined)
        put(learn(emptyContact(base, now), incoming, { attach: own, tailsOf, now, rules }), null)
      }
      const merged = decision.joins.map((one) => join(survivor(base), one, event.id))
      const before = survivor(base)
      const kept = draft(before._id).base
      const told = withoutRevoked(before, incoming)
      const attach = decision.attach.filter(({ key }) => told.claims.some((one) => one.key === key))
      const after = learn(before, told, {
        attach,
        tailsOf,
        now,
        rules,
        told: event.name === 'data.revoked' ? toldOf(before) : [],
      })
      if (created || changed(before, after)) put(after, kept)
      const claimed = told.claims.map(({ key }) => key)
      const fresh = created && merged.length === 0 ? { created: true } : {}
      const entry = { contact: before._id, event: withoutCode(told.event), claimed, facts: told.facts, place, ...fresh }
      linked.push(entry)
      const brought = created ? [] : broughtBy(event, before, attach)
      return {
        incoming,
        base,
        created,
        merged,
        conflicts: decision.conflicts.map(({ key, why, ...clash }) =>
          conflictOf({ a: base, b: clash.with ?? base, key, why, at: now }),
        ),
        entries: [
          entry,
          ...brought.map((claim) => linkedEntry(before._id, claim, event, now)),
          ...withdrawalLines(after, incoming).map((line) => ({ contact: before._id, event: line })),
        ],
      }
    },

    /** Drafts that stand or fall together: one per contact, or all contacts of a chain of merges. */
    groups(): { saves: ContactSave[]; records: StoredMerge[]; entries: TimelineEntry[] }[] {
      const bySurvivor = new Map<ContactId, ContactSave[]>()
      for (const id of dirty) {
        const { _id } = survivor(id)
        bySurvivor.set(_id, [...(bySurvivor.get(_id) ?? []), draft(id)])
      }
      return [...bySurvivor].map(([id, saves]) => {
        const mine = merges.filter(({ record }) => survivor(record.into)._id === id)
        return {
          saves: [...saves].sort((a, b) => Number(a.stored._id === id) - Number(b.stored._id === id)),
          records: mine.map(({ record }) => record),
          entries: mine.map(({ entry }) => entry),
        }
      })
    },
  }
}

/** When it was written says nothing by itself: an event that teaches nothing costs no writing. */
const changed = ({ updatedAt: _before, ...before }: StoredContact, { updatedAt: _after, ...after }: StoredContact) =>
  !isDeepStrictEqual(before, after)

/**
 * The identities this event brings to a contact that has others. When it is done again because a process died before
 * the timeline was written, they are there already, as of this event.
 */
function broughtBy(event: DomainEvent, before: StoredContact, attach: readonly IdentityClaim[]): IdentityClaim[] {
  const isOf = ({ at }: Identity) => at.getTime() === event.at.getTime()
  const others = before.identities.some((identity) => !isOf(identity))
  return attach.filter(({ key, source }) => {
    const known = before.identities.find((identity) => identity.key === key)
    return known === undefined || (others && isOf(known) && known.source === source)
  })
}

function linkedEntry(contact: ContactId, { key, source }: IdentityClaim, by: DomainEvent, at: Date): TimelineEntry {
  const event = {
    id: EventId.parse(`linked:${by.at.getTime()}:${key}`.slice(0, 200)),
    at,
    account: null,
    name: 'contact.linked' as const,
    key,
    source,
    why: '这次事件同时带来了这个身份，没有别的客户在用',
  }
  return { contact, event }
}
