import { createHash } from 'node:crypto'
import type mongoose from 'mongoose'
import { z } from 'zod'
import type { MergeConflict, MergeRecord } from '../../shared/api/contacts.ts'
import { ContactId, MergeId } from '../../shared/ids.ts'
import { byIndexOf } from './bulk.ts'
import { type ContactSave, isDuplicateKey, RaceLost, saveContacts } from './contact-saves.ts'
import type { EventsStore, StoredEvent, TimelineEntry } from './events.ts'
import { StoredContact } from './stored-contact.ts'

/**
 * Merges that were made, each with its evidence and both records as they were, so that it can be explained and undone;
 * and conflicts: two people who could be one but whom only a person may join.
 * `followed` turns true when everything else that names the absorbed contact (walks, messages, leads) was moved.
 */
const MergeDocument = z.object({
  _id: MergeId,
  into: ContactId,
  from: ContactId,
  evidence: z.array(
    z.object({ key: z.string(), strength: z.string(), source: z.string(), event: z.string().nullable() }),
  ),
  why: z.string(),
  at: z.coerce.date(),
  undoneAt: z.coerce.date().nullable(),
  followed: z.boolean(),
  absorbed: StoredContact,
  survivor: StoredContact,
})
export type StoredMerge = z.infer<typeof MergeDocument>

const ConflictDocument = z.object({
  _id: z.string(),
  a: ContactId,
  b: ContactId,
  /** The identity both claim; of a suggestion, what they have in common, hashed. */
  key: z.string(),
  /** Evidence that must not join by itself, or two records that only look alike. */
  kind: z.enum(['conflict', 'suggestion']).exactOptional(),
  why: z.string(),
  at: z.coerce.date(),
  /** A colleague has looked at it: two people. It stays, so that the same evidence does not ask again. */
  dismissed: z.object({ by: z.string(), reason: z.string(), at: z.coerce.date() }).optional(),
})
export type StoredConflict = z.infer<typeof ConflictDocument>

export const indexes = [
  { collection: 'merges', spec: { into: 1, at: -1 }, options: {} },
  { collection: 'merges', spec: { from: 1, at: -1 }, options: {} },
  { collection: 'merges', spec: { followed: 1, at: 1 }, options: {} },
  { collection: 'merges', spec: { 'evidence.event': 1 }, options: {} },
  { collection: 'merge_conflicts', spec: { key: 1 }, options: {} },
  { collection: 'merge_conflicts', spec: { at: -1 }, options: {} },
] as const

/** The same two people and the same identity make one row, whoever came first. */
export function conflictOf(given: Omit<StoredConflict, '_id' | 'dismissed'>): StoredConflict {
  const pair = [given.a, given.b].sort()
  const id = createHash('sha256')
    .update([...pair, given.key].join('|'))
    .digest('hex')
    .slice(0, 24)
  return { _id: id, ...given }
}

export function createMergesStore(
  connection: mongoose.Connection,
  { events }: { events: Pick<EventsStore, 'insert' | 'move'> },
) {
  const merges = connection.collection<StoredMerge>('merges')
  const conflicts = connection.collection<StoredConflict>('merge_conflicts')
  const contacts = connection.collection<StoredContact>('contacts')

  const readAll = async (filter: Record<string, unknown>, limit: number): Promise<StoredMerge[]> => {
    const found = await merges.find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray()
    return found.map((document) => MergeDocument.parse(document))
  }

  return {
    /**
     * All of a merge or nothing: the absorbed records give their identities up (they stand first), the survivor takes
     * them, the record and the line in the timeline say so. False when another process changed one of them first.
     */
    commit(merge: {
      saves: readonly ContactSave[]
      records: readonly StoredMerge[]
      entries: readonly TimelineEntry[]
    }): Promise<boolean> {
      return together(connection, async (session) => {
        await saveContacts(contacts, merge.saves, session)
        if (merge.records.length > 0) await merges.insertMany([...merge.records], { session })
        await events.insert(merge.entries, session)
      })
    },

    /** Takes a merge back, all of it or nothing: the survivor stands first here, because it gives identities back. */
    undo(undoing: {
      id: MergeId
      at: Date
      saves: readonly ContactSave[]
      moves: readonly StoredEvent[]
      to: ContactId
      entries: readonly TimelineEntry[]
    }): Promise<boolean> {
      return together(connection, async (session) => {
        const marked = await merges.updateOne(
          { _id: undoing.id, undoneAt: null },
          { $set: { undoneAt: undoing.at } },
          { session },
        )
        if (marked.modifiedCount !== 1) throw new RaceLost()
        await saveContacts(contacts, undoing.saves, session)
        await events.move(undoing.moves, undoing.to, session)
        await events.insert(undoing.entries, session)
      })
    },

    async get(id: MergeId): Promise<StoredMerge | null> {
      const [found] = await readAll({ _id: id }, 1)
      return found ?? null
    },

    /** Merges of a contact and of what it absorbed, newest first. */
    async of(contact: ContactId): Promise<MergeRecord[]> {
      const found = await readAll({ $or: [{ into: contact }, { from: contact }] }, 200)
      return found.map(({ _id, into, from, evidence, why, at, undoneAt, absorbed }) => ({
        id: _id,
        into,
        from,
        fromName: absorbed.name,
        evidence,
        why,
        at,
        undoneAt,
      }))
    },

    /** Changes these contacts' own records as they were before a merge: what a person takes back is not kept there either. */
    async rewriteRecords(ids: readonly ContactId[], rewrite: (record: StoredContact) => StoredContact): Promise<void> {
      const ours = { $in: [...ids] }
      const found = await merges.find({ $or: [{ into: ours }, { from: ours }] }).toArray()
      for (const { _id, absorbed, survivor } of found.map((document) => MergeDocument.parse(document))) {
        const own = (record: StoredContact) => (ids.includes(record._id) ? rewrite(record) : record)
        await merges.updateOne({ _id }, { $set: { absorbed: own(absorbed), survivor: own(survivor) } })
      }
    },

    /** Which of these events made a merge. */
    async madeBy(ids: readonly string[]): Promise<Set<string>> {
      if (ids.length === 0) return new Set()
      const found = await merges
        .find({ 'evidence.event': { $in: [...ids] } }, { projection: { evidence: 1 }, ...byIndexOf('evidence.event') })
        .toArray()
      return new Set(found.flatMap(({ evidence }) => evidence.flatMap(({ event }) => event ?? [])))
    },

    /** Merges whose walks, messages and leads were not moved yet: normally none, some after a process died. */
    unfollowed: (before: Date) => readAll({ followed: false, undoneAt: null, at: { $lte: before } }, 500),
    async markFollowed(ids: readonly MergeId[]): Promise<void> {
      if (ids.length > 0) await merges.updateMany({ _id: { $in: [...ids] } }, { $set: { followed: true } })
    },

    /** Identities that two people claim; who else claims them has more than one candidate. */
    async contested(keys: readonly string[]): Promise<Set<string>> {
      if (keys.length === 0) return new Set()
      const found = await conflicts
        .find({ key: { $in: [...keys] } }, { projection: { key: 1 }, ...byIndexOf('key') })
        .toArray()
      return new Set(found.map(({ key }) => key))
    },

    async addConflicts(rows: readonly StoredConflict[]): Promise<void> {
      if (rows.length === 0) return
      const writes = [...new Map(rows.map((row) => [row._id, row])).values()].map(({ _id, ...fields }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true },
      }))
      await conflicts.bulkWrite(writes, { ordered: false })
    },

    /** The conflicts about these identities, whoever has decided on them: whose they are, and why. */
    async conflictsOver(keys: readonly string[]): Promise<Pick<StoredConflict, 'a' | 'b' | 'key' | 'why'>[]> {
      if (keys.length === 0) return []
      return conflicts
        .find({ key: { $in: [...keys] } }, { projection: { a: 1, b: 1, key: 1, why: 1 }, ...byIndexOf('key') })
        .toArray()
    },

    /** What a person still has to decide; a pair that became one by other evidence is no conflict any more. */
    async openConflicts(limit: number): Promise<MergeConflict[]> {
      const found = await conflicts
        .find({ dismissed: { $exists: false } })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray()
      const rows = found.map((document) => ConflictDocument.parse(document))
      const ids = [...new Set(rows.flatMap(({ a, b }) => [a, b]))]
      const people = await contacts.find({ _id: { $in: ids } }, { projection: { name: 1, mergedInto: 1 } }).toArray()
      const byId = new Map(people.map((person) => [person._id, person]))
      return rows.flatMap(({ _id, a, b, why, at, kind = 'conflict' }) => {
        const [first, second] = [byId.get(a), byId.get(b)]
        const now = (person: typeof first, id: ContactId) => person?.mergedInto ?? id
        if (a !== b && now(first, a) === now(second, b)) return []
        return [{ id: _id, kind, a, b, aName: first?.name ?? null, bName: second?.name ?? null, why, at }]
      })
    },

    /** An open conflict as it was found. */
    async conflict(id: string): Promise<StoredConflict | null> {
      const found = await conflicts.findOne({ _id: id, dismissed: { $exists: false } })
      return found === null ? null : ConflictDocument.parse(found)
    },

    /** False when there is no such open conflict. */
    async dismissConflict(id: string, dismissed: { by: string; reason: string; at: Date }): Promise<boolean> {
      const open = { _id: id, dismissed: { $exists: false } }
      return (await conflicts.updateOne(open, { $set: { dismissed } })).matchedCount === 1
    },
  }
}
export type MergesStore = ReturnType<typeof createMergesStore>

async function together(
  connection: mongoose.Connection,
  work: (session: mongoose.mongo.ClientSession) => Promise<void>,
): Promise<boolean> {
  try {
    await connection.transaction(work)
    return true
  } catch (error) {
    if (error instanceof RaceLost || isDuplicateKey(error)) return false
    throw error
  }
}
