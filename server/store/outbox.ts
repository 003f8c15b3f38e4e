import type mongoose from 'mongoose'
import { z } from 'zod'
import { OutboxFate } from '../../shared/api/journeys.ts'
import { ContactId, EnrollmentId, JourneyId, NodeId } from '../../shared/ids.ts'
import { chunksOf, inOneAnswer, wroteAll } from './bulk.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * One row per outward effect. waiting → sending (claimed, under a lease) → sent, handed, skipped, refused or unknown, and
 * from sending back to waiting with a later `notBefore`. Only the holder of the newest `claim` can settle a row.
 * `calledAt` is set just before a call that the platform might carry out twice if it were made twice: a row that was
 * left behind with it becomes unknown and is never sent again, unless the platform still knows the call's key; such a row
 * waits again and keeps it, as the time of the first call nobody heard the answer of. Without it the call had not been made, and the row is simply claimed again.
 * Leases run on the machine's clock; `notBefore` and `expires` on the business's, which a sandbox may speed up.
 */
const OutboxDocument = z.object({
  /** The effect's key. */
  _id: z.string(),
  contact: ContactId.nullable(),
  journey: JourneyId.nullable(),
  enrollment: EnrollmentId.nullable(),
  node: NodeId.nullable(),
  channel: z.string(),
  /** Given for staff; a customer's is found when it is sent. */
  address: z.record(z.string(), z.unknown()).nullable(),
  content: z.unknown(),
  notBefore: z.date(),
  expires: z.date().nullable(),
  marketing: z.boolean(),
  /** Why it is where it is: why it was wanted, why it waits longer, why it ended so. */
  why: z.string(),
  /** Why it was wanted, whatever held it since. Rows of an older version have only the other. */
  wanted: z.string().optional(),
  fate: OutboxFate,
  /** When somebody must look at it: `notBefore` while waiting, the lease's end while sending, absent once settled. */
  due: z.date().optional(),
  claim: z.string().nullable(),
  calledAt: z.date().nullable(),
  /** The call to many that this row was made part of, and how many rows it has: a repeat needs all of them. */
  batch: z.object({ key: z.string(), size: z.number().int() }).nullable().default(null),
  /** Claims that led to a call, or may have: a hold and what was given back are none. */
  attempts: z.number().int(),
  /** Absent where the platform gave none, so that its index holds only real ones. */
  receipt: z.string().optional(),
  responseCode: z.string().nullable(),
  createdAt: z.date(),
  settledAt: z.date().nullable(),
  /** The company's day of settling, for counts. */
  day: z.string().nullable(),
})
type OutboxDocument = z.infer<typeof OutboxDocument>

export type OutboxDraft = Pick<
  OutboxDocument,
  'contact' | 'journey' | 'enrollment' | 'node' | 'channel' | 'address' | 'notBefore' | 'expires' | 'marketing' | 'why'
> & { key: string; content: unknown }
export type OutboxEntry = Omit<OutboxDocument, '_id' | 'content' | 'wanted'> & {
  key: string
  content: unknown
  wanted: string
}
export type Claimed = OutboxEntry & { claim: string }

/** How a row ends, or when it is tried again. */
export type Settlement = { key: string; claim: string; why: string } & (
  | { fate: 'sent' | 'handed' | 'skipped' | 'refused' | 'unknown'; receipt: string | null; responseCode: string | null }
  | { fate: 'waiting'; notBefore: Date; calledAt: Date | null; attempts: number }
)

/** Every update writes every index again, and a row is written three times: an index more is three writes more. */
export const indexes = [
  { collection: 'outbox', spec: { due: 1 }, options: { partialFilterExpression: { due: { $exists: true } } } },
  { collection: 'outbox', spec: { contact: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'outbox', spec: { createdAt: -1, _id: -1 }, options: {} },
  { collection: 'outbox', spec: { receipt: 1 }, options: { partialFilterExpression: { receipt: { $exists: true } } } },
] as const

/** No cap, quiet hour or quota holds a row longer than nine days: what is settled on a day was written at most so long before. */
const LONGEST_HOLD_MS = 10 * 86_400_000

const Cursor = z.object({ at: z.coerce.date(), key: z.string() })

export function createOutboxStore(connection: mongoose.Connection) {
  const outbox = connection.collection<OutboxDocument>('outbox')

  const insert = async (documents: OutboxDocument[]): Promise<void> => {
    await inChunks(documents, (chunk) => wroteAll(() => outbox.insertMany(chunk, { ordered: false })))
  }

  return {
    /** A key that is there already is left as it is: writing an effect twice sends it once. */
    put: (drafts: readonly OutboxDraft[], now: Date): Promise<void> =>
      insert(drafts.map((draft) => ({ ...unsettled(draft, now), fate: 'waiting', due: draft.notBefore }))),

    /** What was decided not to be sent stands in the same list, settled from the start. */
    putSkipped: (drafts: readonly OutboxDraft[], settled: { now: Date; day: string }): Promise<void> =>
      insert(
        drafts.map((draft) => ({
          ...unsettled(draft, settled.now),
          fate: 'skipped',
          settledAt: settled.now,
          day: settled.day,
        })),
      ),

    /**
     * Takes due rows under a lease. Two workers may look at the same rows; each row goes to one of them. The claim's name
     * is the caller's, who knows it even when the answer is lost.
     */
    async claim(query: {
      claim: string
      now: Date
      machineNow: Date
      leaseMs: number
      limit: number
      /** Only rows of this channel. */
      channel?: string
    }): Promise<Claimed[]> {
      const { claim, channel } = query
      const candidates = await outbox
        .find({ due: { $lte: query.now }, fate: 'waiting', ...(channel !== undefined && { channel }) })
        .sort({ due: 1 })
        .limit(query.limit)
        .toArray()
      if (candidates.length === 0) return []
      const ids = candidates.map(({ _id }) => _id)
      const { modifiedCount } = await outbox.updateMany(
        // Another worker may have had a row meanwhile, and put it off: due is asked again.
        { _id: { $in: ids }, fate: 'waiting', due: { $lte: query.now } },
        {
          $set: { fate: 'sending', claim, due: new Date(query.machineNow.getTime() + query.leaseMs) },
          $inc: { attempts: 1 },
        },
      )
      const claimed = candidates.map((row) => ({ ...row, attempts: row.attempts + 1, fate: 'sending' as const, claim }))
      const ours = modifiedCount === ids.length ? claimed : await outbox.find({ _id: { $in: ids }, claim }).toArray()
      return ours.map((document) => ({ ...toEntry(document), claim }))
    },

    /**
     * Just before calls that must not happen twice: marks them and prolongs the lease. Gives back the keys that are
     * still held; the others went to another worker and must not be called.
     */
    async markCalling(rows: readonly Claimed[], { machineNow, leaseMs }: { machineNow: Date; leaseMs: number }) {
      const held = new Set<string>()
      for (const [claim, group] of groupBy(rows, (row) => row.claim)) {
        const ids = group.map(({ key }) => key)
        const due = new Date(machineNow.getTime() + leaseMs)
        // A call before this one that nobody heard the answer of keeps its time: since then the platform knows the key.
        const { matchedCount } = await outbox.updateMany({ _id: { $in: ids }, claim, fate: 'sending' }, [
          { $set: { calledAt: { $ifNull: ['$calledAt', machineNow] }, due } },
        ])
        const still =
          matchedCount === ids.length
            ? ids
            : (await outbox.find({ _id: { $in: ids }, claim }, { projection: { _id: 1 } }).toArray()).map(
                ({ _id }) => _id,
              )
        for (const key of still) held.add(key)
      }
      return held
    },

    /**
     * The same for the rows of one call to many, which bear its name from then on. All or none: false when another worker
     * has one of them, and then nobody may be called.
     */
    async markTogether(
      rows: readonly Claimed[],
      given: { batch: { key: string; size: number }; machineNow: Date; leaseMs: number },
    ): Promise<boolean> {
      const due = new Date(given.machineNow.getTime() + given.leaseMs)
      const calledAt = { $ifNull: ['$calledAt', given.machineNow] }
      const counts = await inChunks(rows, async (chunk) => {
        const ours = { _id: { $in: chunk.map(({ key }) => key) }, claim: chunk[0]?.claim ?? null }
        const set = { calledAt, due, batch: { $literal: given.batch } }
        const { matchedCount } = await outbox.updateMany({ ...ours, fate: 'sending' as const }, [{ $set: set }])
        return matchedCount
      })
      return counts.reduce((sum, count) => sum + count, 0) === rows.length
    },

    /**
     * What these claims still hold waits again as it did before: nobody called it, or its call can be repeated. Not the
     * rows named in `except`: what became of them is known.
     */
    async giveBack(claims: readonly string[], except: readonly string[] = []): Promise<void> {
      const ours = { claim: { $in: [...claims] }, _id: { $nin: [...except] } }
      const before = { fate: 'waiting', claim: null, due: '$notBefore', attempts: { $subtract: ['$attempts', 1] } }
      await outbox.updateMany({ due: { $exists: true }, fate: 'sending' as const, ...ours }, [{ $set: before }])
    },

    /** Records what became of the rows; a row whose lease went to another worker is left alone. */
    async settle(settlements: readonly Settlement[], { now, day }: { now: Date; day: string }): Promise<number> {
      const counts = await inChunks(settlements, async (chunk) => {
        const { matchedCount } = await outbox.bulkWrite(
          chunk.map((one) => settleUpdate(one, now, day)),
          { ordered: false },
        )
        return matchedCount
      })
      return counts.reduce((sum, count) => sum + count, 0)
    },

    /** Rows whose holder let the lease run out. */
    async abandoned(query: { machineNow: Date; limit: number }): Promise<Claimed[]> {
      const found = await outbox
        .find({ due: { $lte: query.machineNow }, fate: 'sending' })
        .limit(query.limit)
        .toArray()
      return found.map(toEntry).flatMap((row) => (row.claim === null ? [] : [{ ...row, claim: row.claim }]))
    },

    /**
     * What marketing each person got on which days, one entry per message: what the caps count. A message that another
     * worker is sending at this moment counts as today's.
     */
    async marketingDays(
      contacts: readonly ContactId[],
      query: { since: string; today: string; exceptClaim: string },
    ): Promise<Map<ContactId, string[]>> {
      const spoken = { fate: { $in: ['sent', 'handed', 'unknown'] satisfies OutboxFate[] }, day: { $gte: query.since } }
      const speaking = { fate: 'sending' as const, claim: { $ne: query.exceptClaim } }
      const found = await outbox
        .find(
          { contact: { $in: [...contacts] }, marketing: true, $or: [spoken, speaking] },
          { projection: { contact: 1, day: 1 } },
        )
        .toArray()
      const days = new Map<ContactId, string[]>(contacts.map((id) => [id, []]))
      for (const { contact, day } of found) if (contact) days.get(contact)?.push(day ?? query.today)
      return days
    },

    /** The keys of the rows that platforms' receipts are about, by receipt. */
    async effectsOf(channel: string, receipts: readonly string[]): Promise<Map<string, string>> {
      const sought = { channel, receipt: { $in: [...receipts] } }
      const found = await outbox.find(sought, { projection: { receipt: 1 }, ...inOneAnswer(receipts) }).toArray()
      return new Map(found.flatMap(({ _id, receipt }) => (receipt === undefined ? [] : [[receipt, _id] as const])))
    },

    async get(key: string): Promise<OutboxEntry | null> {
      const found = await outbox.findOne({ _id: key })
      return found ? toEntry(found) : null
    },

    async page(query: {
      contact?: ContactId | undefined
      fate?: OutboxFate | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: OutboxEntry[]; next: string | null }> {
      const after = decodeCursor(Cursor, query.cursor)
      const found = await outbox
        .find({
          ...(query.contact ? { contact: query.contact } : {}),
          ...(query.fate ? { fate: query.fate } : {}),
          ...(after
            ? { $or: [{ createdAt: { $lt: after.at } }, { createdAt: after.at, _id: { $lt: after.key } }] }
            : {}),
        })
        .sort({ createdAt: -1, _id: -1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map(toEntry)
      const last = items.at(-1)
      const more = found.length > query.limit && last
      return { items, next: more ? encodeCursor({ at: last.createdAt, key: last.key }) : null }
    },

    /** Per channel: what was settled on a day, by fate. */
    async countsOf(day: string): Promise<{ channel: string; fate: OutboxFate; count: number }[]> {
      const rows = await outbox
        .aggregate<{ _id: { channel: string; fate: OutboxFate }; count: number }>([
          { $match: { day, createdAt: { $gte: new Date(Date.parse(`${day}T00:00:00Z`) - LONGEST_HOLD_MS) } } },
          { $group: { _id: { channel: '$channel', fate: '$fate' }, count: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, count }) => ({ ..._id, count }))
    },

    /** Not settled yet, by fate. */
    async countByFate(): Promise<Record<string, number>> {
      const rows = await outbox
        .aggregate<{ _id: OutboxFate; count: number }>([
          { $match: { due: { $exists: true } } },
          { $group: { _id: '$fate', count: { $sum: 1 } } },
        ])
        .toArray()
      return Object.fromEntries(rows.map(({ _id, count }) => [_id, count]))
    },

    /** Not settled yet, per channel. */
    async waitingCounts(): Promise<{ channel: string; count: number }[]> {
      const rows = await outbox
        .aggregate<{ _id: string; count: number }>([
          { $match: { due: { $exists: true } } },
          { $group: { _id: '$channel', count: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, count }) => ({ channel: _id, count }))
    },
  }
}
export type OutboxStore = ReturnType<typeof createOutboxStore>

async function inChunks<T, R>(items: readonly T[], write: (chunk: T[]) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const wave of chunksOf(chunksOf(items, 250), 4)) results.push(...(await Promise.all(wave.map(write))))
  return results
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function unsettled({ key, ...draft }: OutboxDraft, now: Date) {
  const { contact, journey, enrollment, node, channel, address, content, notBefore, expires, marketing, why } = draft
  return {
    _id: key,
    ...{ contact, journey, enrollment, node, channel, address, content, notBefore, expires, marketing, why },
    wanted: why,
    claim: null,
    calledAt: null,
    batch: null,
    attempts: 0,
    responseCode: null,
    createdAt: now,
    settledAt: null,
    day: null,
  }
}

function settleUpdate(
  settlement: Settlement,
  now: Date,
  day: string,
): mongoose.mongo.AnyBulkWriteOperation<OutboxDocument> {
  const filter = { _id: settlement.key, claim: settlement.claim, fate: 'sending' as const }
  const freed = { claim: null, calledAt: null, why: settlement.why }
  if (settlement.fate === 'waiting') {
    const { notBefore, calledAt, attempts } = settlement
    const alone = calledAt === null ? { batch: null } : {}
    const set = { ...freed, ...alone, calledAt, attempts, fate: 'waiting' as const, notBefore, due: notBefore }
    return { updateOne: { filter, update: { $set: set } } }
  }
  const { fate, receipt, responseCode } = settlement
  const set = { ...freed, fate, responseCode, settledAt: now, day, ...(receipt === null ? {} : { receipt }) }
  return { updateOne: { filter, update: { $set: set, $unset: { due: '' as const } } } }
}

function toEntry(document: unknown): OutboxEntry {
  const { _id, content, wanted, ...rest } = OutboxDocument.parse(document)
  return { ...rest, key: _id, content, wanted: wanted ?? rest.why }
}
