import type mongoose from 'mongoose'
import { z } from 'zod'
import type { IdentityKey, IdentityKind } from '../../shared/contact.ts'
import { countersOf } from '../../shared/counters.ts'
import { behaviourNames, DomainEvent, type EventName } from '../../shared/events.ts'
import { AccountId, ContactId, EventId } from '../../shared/ids.ts'
import { ProfileFacts } from '../../shared/incoming.ts'
import { dayOf } from '../../shared/local-time.ts'
import { systemClock } from '../kit/clock.ts'
import { effectLineId } from '../kit/effect-line-id.ts'
import type { ActivityDaysStore } from './activity-days.ts'
import { inOneAnswer } from './bulk.ts'
import { isDuplicateKey } from './contact-saves.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * The timeline: append-only, one document per event, unique by the event's id. An event that came with identity claims
 * keeps them and what it taught, so that undoing a merge can tell whose it was and teach it again.
 */
const EventDocument = z.object({
  _id: EventId,
  contact: ContactId,
  at: z.coerce.date(),
  /** Its place among what happened in the same millisecond: see `nextPlace`. A process of an older version gives none. */
  place: z.number().int().nullable().default(null),
  name: z.string(),
  class: z.enum(['behaviour', 'decision']),
  account: AccountId.nullable(),
  /** The fields of this event's name. */
  data: z.record(z.string(), z.unknown()),
  claimed: z.array(z.string()).optional(),
  facts: ProfileFacts.optional(),
})
type EventDocument = z.infer<typeof EventDocument>

export const indexes = [
  { collection: 'events', spec: { contact: 1, at: -1, place: -1, _id: -1 }, options: {} },
  { collection: 'events', spec: { name: 1, at: -1 }, options: {} },
] as const

export type TimelineEntry = {
  contact: ContactId
  event: DomainEvent
  /** The identity keys it came with, and what it taught: only what came in from outside has them. */
  claimed?: readonly IdentityKey[]
  facts?: ProfileFacts
  /** Taken before it is written, when what it leads to is written first. */
  place?: number
  /** The contact began with it. */
  created?: boolean
}
export type StoredEvent = { contact: ContactId; event: DomainEvent; claimed: readonly string[]; facts: ProfileFacts }

const Cursor = z.object({ at: z.coerce.date(), place: z.number().int().nullable(), id: EventId })
const newestFirst = { at: -1, place: -1, _id: -1 } as const
const counted: ReadonlySet<EventName> = new Set(behaviourNames)

export function createEventsStore(
  connection: mongoose.Connection,
  {
    activityDays,
    timeZone,
    noteChanges,
  }: {
    activityDays: Pick<ActivityDaysStore, 'bump'>
    timeZone: string
    /** Told of every line in the transaction that writes it: for who has to know of all of them. */
    noteChanges?: (entries: readonly TimelineEntry[], session: mongoose.mongo.ClientSession) => Promise<void>
  },
) {
  const events = connection.collection<EventDocument>('events')
  const contacts = connection.collection<{ _id: ContactId; mergedFrom: ContactId[] }>('contacts')

  const bumpsOf = (event: DomainEvent, changes: readonly { contact: ContactId; by: number }[]) =>
    countersOf(event).flatMap((name) =>
      changes.map(({ contact, by }) => ({ contact, event: name, day: dayOf(event.at, timeZone), by })),
    )

  let lastPlace = 0
  /**
   * Counts up, and stands at the machine's time in microseconds: what one process writes keeps the order it was
   * decided in, and what another writes because of it comes later by the time that took.
   */
  const nextPlace = (): number => {
    lastPlace = Math.max(lastPlace + 1, systemClock.now().getTime() * 1000)
    return lastPlace
  }

  /** Which of these events are in the timeline already, and whose they are. */
  const find = async (ids: readonly EventId[]): Promise<Map<EventId, ContactId>> => {
    if (ids.length === 0) return new Map()
    const found = await events
      .find({ _id: { $in: [...ids] } }, { projection: { contact: 1 }, ...inOneAnswer(ids) })
      .toArray()
    return new Map(found.map(({ _id, contact }) => [_id, contact]))
  }

  const insert = async (entries: readonly TimelineEntry[], session: mongoose.mongo.ClientSession): Promise<void> => {
    if (entries.length === 0) return
    await events.insertMany(
      entries.map((entry) => toDocument(entry, entry.place ?? nextPlace())),
      { session, ordered: true },
    )
    const bumps = entries
      .filter(({ event }) => counted.has(event.name))
      .flatMap(({ contact, event }) => bumpsOf(event, [{ contact, by: 1 }]))
    await activityDays.bump(bumps, session)
    await noteChanges?.(entries, session)
  }

  return {
    find,
    nextPlace,
    /** For a caller that has a transaction of its own; a repeated id makes it fail. */
    insert,

    /**
     * Writes the entries whose event is not there yet, and counts them in `activity_days` in the same transaction:
     * an event counts exactly once, also when a process dies between the two or two processes write it at once.
     */
    async append(entries: readonly TimelineEntry[]): Promise<{ appended: number }> {
      let fresh = [...new Map([...entries].reverse().map((entry) => [entry.event.id, entry])).values()].reverse()
      while (fresh.length > 0) {
        const batch = fresh
        try {
          await connection.transaction((session) => insert(batch, session))
          return { appended: batch.length }
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
        const there = await find(fresh.map(({ event }) => event.id))
        fresh = fresh.filter(({ event }) => !there.has(event.id))
      }
      return { appended: 0 }
    },

    /** One page of a contact's timeline, newest first, together with what happened to the records it absorbed. */
    async page(query: {
      contact: ContactId
      kind?: 'behaviour' | 'decision' | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: DomainEvent[]; next: string | null }> {
      const known = await contacts.findOne({ _id: query.contact }, { projection: { mergedFrom: 1 } })
      const after = decodeCursor(Cursor, query.cursor)
      const filter = {
        contact: { $in: [query.contact, ...(known?.mergedFrom ?? [])] },
        ...(query.kind === undefined ? {} : { class: query.kind }),
        ...(after === null ? {} : { $or: before(after) }),
      }
      const found = await events
        .find(filter)
        .sort(newestFirst)
        .limit(query.limit + 1)
        .toArray()
      const shown = found.slice(0, query.limit)
      const last = shown.at(-1)
      const more = found.length > query.limit && last !== undefined
      return {
        items: shown.map((document) => read(document).event),
        next: more ? encodeCursor({ at: last.at, place: last.place ?? null, id: last._id }) : null,
      }
    },

    /**
     * What came in for one of these identities and was recorded under this contact, oldest first. Asked with the
     * identities of an absorbed record it gives what happened to that person since: older events kept the old id.
     */
    async broughtBy(contact: ContactId, keys: readonly string[]): Promise<StoredEvent[]> {
      const found = await events
        .find({ contact, claimed: { $in: [...keys] } })
        .sort({ at: 1, place: 1, _id: 1 })
        .toArray()
      return found.map(read)
    },

    /** Which of these contacts another event of this name than these happened to, at just this moment. */
    async havingOthers(given: {
      contacts: readonly ContactId[]
      name: EventName
      at: Date
      than: ReadonlySet<EventId>
    }): Promise<Set<ContactId>> {
      const { contacts, name, at, than } = given
      if (contacts.length === 0) return new Set()
      const theirs = { contact: { $in: [...new Set(contacts)] }, at, name }
      const found = await events.find(theirs, { projection: { contact: 1 } }).toArray()
      return new Set(found.flatMap(({ _id, contact }) => (than.has(_id) ? [] : [contact])))
    },

    /** What was recorded under these contacts and told a name, an address or an attribute. */
    async telling(contacts: readonly ContactId[]): Promise<StoredEvent[]> {
      const told = ['name', 'phone', 'email', 'idNumber', 'attributes'].map((fact) => ({
        [`facts.${fact}`]: { $exists: true },
      }))
      return (await events.find({ contact: { $in: [...contacts] }, $or: told }).toArray()).map(read)
    },

    /** Gives events to another contact, with their counts. */
    async move(moves: readonly StoredEvent[], to: ContactId, session: mongoose.mongo.ClientSession): Promise<void> {
      if (moves.length === 0) return
      await events.updateMany(
        { _id: { $in: moves.map(({ event }) => event.id) } },
        { $set: { contact: to } },
        { session },
      )
      const bumps = moves
        .filter(({ event }) => counted.has(event.name))
        .flatMap(({ contact, event }) =>
          bumpsOf(event, [
            { contact, by: -1 },
            { contact: to, by: 1 },
          ]),
        )
      await activityDays.bump(bumps, session)
    },

    /**
     * What a platform had told with these events is not kept for undoing a merge either, nor shown: its leave was
     * withdrawn. They are those that came by an identity of the platform, through whichever of its accounts.
     */
    async forgetTold(given: { contacts: readonly ContactId[]; platform: IdentityKind; until: Date }): Promise<void> {
      const told = {
        contact: { $in: [...given.contacts] },
        at: { $lte: given.until },
        'claimed.0': { $regex: `^${given.platform}:` },
      }
      const gone = ['name', 'phone', 'email', 'idNumber', 'attributes'] as const
      const facts = Object.fromEntries(gone.map((fact) => [`facts.${fact}`, '' as const]))
      await events.updateMany({ ...told, name: { $ne: 'form.submitted' }, facts: { $exists: true } }, { $unset: facts })
      await events.updateMany({ ...told, name: 'phone.bound' }, { $set: { 'data.masked': null } })
    },

    /** What of these names happened since a moment, to anybody, oldest first. */
    async since(
      names: readonly EventName[],
      from: Date,
      limit: number,
    ): Promise<Pick<StoredEvent, 'contact' | 'event'>[]> {
      const found = await events
        .find({ name: { $in: [...names] }, at: { $gte: from } }, { batchSize: limit + 1 })
        .sort({ at: 1, _id: 1 })
        .limit(limit)
        .toArray()
      return found.map(read)
    },

    /** The newest event of each of these names for a contact; for advice and built-in rules. */
    async newestOf(contact: ContactId, names: readonly EventName[], limit: number): Promise<DomainEvent[]> {
      const known = await contacts.findOne({ _id: contact }, { projection: { mergedFrom: 1 } })
      const found = await events
        .find({ contact: { $in: [contact, ...(known?.mergedFrom ?? [])] }, name: { $in: [...names] } })
        .sort(newestFirst)
        .limit(limit)
        .toArray()
      return found.map((document) => read(document).event)
    },

    /** What the person was told by each of these effects, as it was written for them; those that did not leave are not in it. */
    async wordsOf(effects: readonly string[]): Promise<Map<string, string>> {
      const ids = effects.flatMap((effect) => ['sent', 'handed'].map((told) => effectLineId(told, effect)))
      if (ids.length === 0) return new Map()
      const found = await events.find({ _id: { $in: ids } }, inOneAnswer(ids)).toArray()
      return new Map(
        found.flatMap((document) => {
          const { event } = read(document)
          return 'effect' in event && 'summary' in event && event.effect !== null
            ? [[event.effect, event.summary] as const]
            : []
        }),
      )
    },

    /** How often each of these happened between two moments; for the overview. */
    async countByName(names: readonly EventName[], from: Date, to: Date): Promise<Map<EventName, number>> {
      const counts = await Promise.all(
        names.map((name) => events.countDocuments({ name, at: { $gte: from, $lt: to } })),
      )
      return new Map(names.map((name, index) => [name, counts[index] ?? 0]))
    },
  }
}
export type EventsStore = ReturnType<typeof createEventsStore>

/** What stands after this place in a list that begins with the newest; lines without a place stand last. */
const before = ({ at, place, id }: z.infer<typeof Cursor>) => [
  { at: { $lt: at } },
  ...(place === null
    ? []
    : [
        { at, place: { $lt: place } },
        { at, place: null },
      ]),
  { at, place, _id: { $lt: id } },
]

function toDocument({ contact, event, claimed, facts }: TimelineEntry, place: number): EventDocument {
  const { id, at, name, account, ...data } = event
  return {
    _id: id,
    contact,
    at,
    place,
    name,
    class: 'why' in event ? 'decision' : 'behaviour',
    account,
    data,
    ...(claimed === undefined ? {} : { claimed: [...claimed] }),
    ...(facts === undefined || Object.keys(facts).length === 0 ? {} : { facts }),
  }
}

function read(document: unknown): StoredEvent {
  const { _id, contact, at, name, account, data, claimed, facts } = EventDocument.parse(document)
  const event = DomainEvent.parse({ ...data, id: _id, at, name, account })
  return { contact, event, claimed: claimed ?? [], facts: facts ?? {} }
}
