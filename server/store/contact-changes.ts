import type mongoose from 'mongoose'
import { type Consent, provenanceOfTag } from '../../shared/contact.ts'
import type { Cause } from '../../shared/events.ts'
import { type ContactId, EventId, type StaffId } from '../../shared/ids.ts'
import { groupBy } from '../kit/group-by.ts'
import { isDuplicateKey, RaceLost } from './contact-saves.ts'
import type { EventsStore, TimelineEntry } from './events.ts'
import type { StoredContact } from './stored-contact.ts'

/**
 * What the suite and colleagues change about a person: tags, owner, consent. The change and its line in the timeline
 * are one: both are written or neither. `by` names the effect; a change whose line is there was made before, and is not
 * made again even when somebody has changed it back meanwhile.
 */
type Change = { contact: ContactId; by: string; why: string; at: Date }

/** `place`: of its lines in the timeline, when it was decided before others that are written first. */
export type TagChange = Change & {
  add: readonly string[]
  remove: readonly string[]
  place?: number
  cause?: Cause
  /** Who gave the tag, for its provenance; otherwise the journey of the cause, or a colleague. */
  source?: string
}
/** `onlyIfNone`: leave an owner who is already there. */
export type OwnerChange = Change & { to: StaffId | null; onlyIfNone: boolean }
export type ConsentChange = Change & { channel: string; consent: Consent; source: string }

/** `where`: beside who it is. A record that was merged away since it was read is a lost race: the change belongs to the survivor. */
type Write = { where?: mongoose.mongo.Filter<StoredContact>; update: mongoose.mongo.UpdateFilter<StoredContact> }
type Planned = { contact: ContactId; writes: Write[]; lines: TimelineEntry[] }

const ROUNDS = 20

export function createContactChanges(needs: {
  connection: mongoose.Connection
  contacts: mongoose.Collection<StoredContact>
  loadSurvivors(ids: readonly ContactId[]): Promise<Map<ContactId, StoredContact>>
  events: Pick<EventsStore, 'find' | 'insert'>
}) {
  const { connection, contacts, events, loadSurvivors } = needs

  /** Gives back whom it changed. Of two changes of one person the second sees the first: `plan` writes to what it is given. */
  const carryOut = async <C extends Change>(
    changes: readonly C[],
    plan: (stored: StoredContact, change: C) => Planned | null,
  ): Promise<Set<ContactId>> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const people = await loadSurvivors(changes.map(({ contact }) => contact))
      const planned = changes.flatMap((change): Planned[] => {
        const stored = people.get(change.contact)
        const one = stored === undefined ? null : plan(stored, change)
        return one === null ? [] : [one]
      })
      const told = planned.flatMap(({ lines }) => lines.map(({ event }) => event.id))
      const known = round === 0 ? new Map() : await events.find(told)
      const fresh = planned.filter(({ lines }) => !lines.some(({ event }) => known.has(event.id)))
      if (fresh.length === 0) return new Set()
      if (await write(fresh)) return new Set(fresh.map(({ contact }) => contact))
    }
    throw new RaceLost()
  }

  /** False when another process was first. In the order of the people, so that two who write at once do not block each other. */
  const write = async (planned: readonly Planned[]): Promise<boolean> => {
    const inOrder = [...planned].sort((a, b) => (a.contact < b.contact ? -1 : 1))
    const count = planned.reduce((sum, { writes }) => sum + writes.length, 0)
    try {
      await connection.transaction(async (session) => {
        const written = await contacts.bulkWrite(statementsOf(inOrder), { ordered: true, session })
        if (written.matchedCount < count) throw new RaceLost()
        const lines = planned.flatMap((one) => one.lines)
        await events.insert(lines, session)
      })
      return true
    } catch (error) {
      if (error instanceof RaceLost || isDuplicateKey(error)) return false
      throw error
    }
  }

  return {
    /** A line of the timeline for each tag that really changed. */
    addTags: (changes: readonly TagChange[]) => carryOut(changes, planTags),
    setOwners: (changes: readonly OwnerChange[]) => carryOut(changes, planOwner),
    setConsent: (change: ConsentChange) => carryOut([change], planConsent),
  }
}

/** The same change of many people is one statement, unless somebody is changed twice: then the order counts. */
function statementsOf(planned: readonly Planned[]): mongoose.mongo.AnyBulkWriteOperation<StoredContact>[] {
  const all = planned.flatMap(({ contact, writes }) => writes.map((write) => ({ contact, ...write })))
  const twice = new Set(all.map(({ contact }) => contact)).size < all.length
  const groups = twice
    ? all.map((one) => [one] as const)
    : [...groupBy(all, ({ where, update }) => JSON.stringify([where, update])).values()]
  return groups.map((group) => {
    const [{ where, update }] = group
    const filter = { _id: { $in: group.map(({ contact }) => contact) }, mergedInto: null, ...where }
    return { updateMany: { filter, update } }
  })
}

const idOf = (name: string, by: string) => EventId.parse(`${name}:${by}`.slice(0, 200))
const touched = (at: Date) => ({ updatedAt: at })

function planTags(stored: StoredContact, change: TagChange): Planned | null {
  const { _id } = stored
  const { at, why, by, place, cause } = change
  const source = change.source ?? (cause === undefined ? 'staff' : `journey:${cause.journey}`)
  const said = Object.fromEntries(change.add.map((tag) => [`provenance.${provenanceOfTag(tag)}`, { source, at }]))
  const added = change.add.filter((tag) => !stored.tags.includes(tag))
  const removed = change.remove.filter((tag) => stored.tags.includes(tag))
  if (added.length + removed.length === 0) return null
  stored.tags = [...stored.tags.filter((tag) => !removed.includes(tag)), ...added]
  const $inc = { revision: 1 }
  const $set = { ...touched(at), tagsChangedAt: at }
  const writes: Write[] = []
  if (added.length > 0) {
    writes.push({ update: { $inc, $set: { ...$set, ...said }, $addToSet: { tags: { $each: added } } } })
  }
  if (removed.length > 0) {
    writes.push({ update: { $inc, $set, $pull: { tags: { $in: removed } } } })
  }
  const line = (name: 'tag.added' | 'tag.removed', tag: string): TimelineEntry => ({
    contact: _id,
    event: { id: idOf(name, `${by}:${tag}`), at, account: null, name, tag, why, ...(cause ? { cause } : {}) },
    ...(place === undefined ? {} : { place }),
  })
  const lines = [...added.map((tag) => line('tag.added', tag)), ...removed.map((tag) => line('tag.removed', tag))]
  return { contact: _id, writes, lines }
}

function planOwner(stored: StoredContact, change: OwnerChange): Planned | null {
  const { _id, owner: from } = stored
  const { to, onlyIfNone, at, why, by } = change
  if (from === to || (onlyIfNone && from !== null)) return null
  stored.owner = to
  const said = { source: onlyIfNone ? 'first-staff' : 'staff', at }
  const update = { $set: { ...touched(at), owner: to, 'provenance.@owner': said }, $inc: { revision: 1 } }
  return {
    contact: _id,
    writes: [{ where: { owner: from }, update }],
    lines: [
      {
        contact: _id,
        event: { id: idOf('owner.changed', by), at, account: null, name: 'owner.changed', from, to, why },
      },
    ],
  }
}

function planConsent(stored: StoredContact, change: ConsentChange): Planned | null {
  const { _id } = stored
  const { channel, consent, source, at, why, by } = change
  if (stored.consent[channel] === consent) return null
  stored.consent = { ...stored.consent, [channel]: consent }
  const fields = { [`consent.${channel}`]: consent, [`provenance.@consent:${channel}`]: { source, at } }
  const event = { id: idOf('consent.changed', by), at, account: null, name: 'consent.changed' as const }
  return {
    contact: _id,
    writes: [{ update: { $set: { ...touched(at), ...fields }, $inc: { revision: 1 } } }],
    lines: [{ contact: _id, event: { ...event, channels: [channel], consent, why } }],
  }
}
