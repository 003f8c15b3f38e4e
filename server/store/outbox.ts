import type mongoose from 'mongoose'
import { z } from 'zod'
import type { OutboxFate } from '../../shared/api/journeys.ts'
import type { ContactId } from '../../shared/ids.ts'
import { groupBy } from '../kit/group-by.ts'
import { byIndexOf, chunksOf, inOneAnswer, wroteAll } from './bulk.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import {
  type Claimed,
  dueOf,
  type OutboxDocument,
  type OutboxDraft,
  type OutboxEntry,
  overtakes,
  type Settlement,
  toEntry,
  unsettled,
} from './outbox-document.ts'
import { createOutboxReceipts } from './outbox-receipts.ts'
import { settleUpdates } from './outbox-settle.ts'

export type { Claimed, OutboxDraft, OutboxEntry, Settlement } from './outbox-document.ts'

/** Every update writes every index again, and a row is written three times: an index more is three writes more. */
export const indexes = [
  { collection: 'outbox', spec: { due: 1 }, options: { partialFilterExpression: { due: { $exists: true } } } },
  { collection: 'outbox', spec: { contact: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'outbox', spec: { createdAt: -1, _id: -1 }, options: {} },
  { collection: 'outbox', spec: { receipt: 1 }, options: { partialFilterExpression: { receipt: { $exists: true } } } },
] as const

/** No cap, quiet hour or quota holds a row longer than nine days: what is settled on a day was written at most so long before. */
const LONGEST_HOLD_MS = 10 * 86_400_000

type HistoryQuery = { since: string; today: string; exceptClaim: string }

/** Fewer than one claim takes, so that others leave too. */
const MOST_ELDERS = 250

const Cursor = z.object({ at: z.coerce.date(), key: z.string() })

export function createOutboxStore(connection: mongoose.Connection) {
  const outbox = connection.collection<OutboxDocument>('outbox')

  const insert = async (documents: OutboxDocument[]): Promise<void> => {
    await inChunks(documents, (chunk) => wroteAll(() => outbox.insertMany(chunk, { ordered: false })))
  }

  /** The days on which rows of this sort were sent, or may have been, one entry per row. */
  const daysOf = async (
    rows: mongoose.mongo.Filter<OutboxDocument>,
    contacts: readonly ContactId[],
    { since, today, exceptClaim }: HistoryQuery,
  ): Promise<Map<ContactId, string[]>> => {
    const spoken = { fate: { $in: ['sent', 'handed', 'unknown'] satisfies OutboxFate[] }, day: { $gte: since } }
    const speaking = { fate: 'sending' as const, claim: { $ne: exceptClaim } }
    const found = await outbox
      .find({ ...rows, $or: [spoken, speaking] }, { projection: { contact: 1, day: 1 } })
      .toArray()
    const days = new Map<ContactId, string[]>(contacts.map((id) => [id, []]))
    for (const { contact, day } of found) if (contact) days.get(contact)?.push(day ?? today)
    return days
  }

  /** Rows that overtake bring along what waits of the same people: theirs leave in the order they were decided. */
  async function inTheirOrder(first: readonly OutboxDocument[], free: object): Promise<OutboxDocument[]> {
    const hasty = new Set(first.filter((row) => row.contact !== null && overtakes(row)))
    if (hasty.size === 0) return [...first]
    const last = new Date(Math.max(...[...hasty].map(({ createdAt }) => createdAt.getTime())))
    const people = [...new Set([...hasty].flatMap(({ contact }) => contact ?? []))]
    const theirs = await outbox
      .find({ ...free, contact: { $in: people }, createdAt: { $lte: last } })
      .sort({ createdAt: 1, _id: 1 })
      .limit(MOST_ELDERS)
      .toArray()
    const known = new Set(theirs.map(({ _id }) => _id))
    const others = first.filter((row) => !hasty.has(row) && !known.has(row._id))
    return [...theirs, ...others].slice(0, first.length)
  }

  return {
    ...createOutboxReceipts(outbox),

    /** A key that is there already is left as it is: writing an effect twice sends it once. */
    put: (drafts: readonly OutboxDraft[], now: Date): Promise<void> =>
      insert(drafts.map((draft) => ({ ...unsettled(draft, now), fate: 'waiting', due: dueOf(draft, now) }))),

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
     * is the caller's, who knows it even when the answer is lost. Rows of the channels that `marks` names are marked as
     * called in the same write, and handed out as they stood before it.
     */
    async claim(query: {
      claim: string
      now: Date
      machineNow: Date
      leaseMs: number
      limit: number
      /** Only rows of this channel. */
      channel?: string
      marks: (channel: string) => boolean
    }): Promise<Claimed[]> {
      const { claim, machineNow, channel } = query
      const free = { due: { $lte: query.now }, fate: 'waiting' as const, ...(channel !== undefined && { channel }) }
      const first = await outbox.find(free).sort({ due: 1 }).limit(query.limit).toArray()
      const candidates = first.length < query.limit ? first : await inTheirOrder(first, free)
      if (candidates.length === 0) return []
      const ids = candidates.map(({ _id }) => _id)
      const marked = [...new Set(candidates.map(({ channel }) => channel))].filter(query.marks)
      const { modifiedCount } = await outbox.updateMany(
        // Another worker may have had a row meanwhile, and put it off: due is asked again.
        { _id: { $in: ids }, fate: 'waiting', due: { $lte: query.now } },
        [
          {
            $set: {
              ...{ fate: 'sending', claim, due: new Date(machineNow.getTime() + query.leaseMs) },
              attempts: { $add: ['$attempts', 1] },
              // A call before this one that nobody heard the answer of keeps its time: since then the platform knows the key.
              calledAt: {
                $cond: [{ $in: ['$channel', marked] }, { $ifNull: ['$calledAt', machineNow] }, '$calledAt'],
              },
            },
          },
        ],
      )
      const claimed = candidates.map((row) => ({ ...row, attempts: row.attempts + 1, fate: 'sending' as const, claim }))
      const ours = modifiedCount === ids.length ? claimed : await outbox.find({ _id: { $in: ids }, claim }).toArray()
      return ours.map((document) => {
        const { calledAt, ...row } = toEntry(document)
        return { ...row, claim, calledAt: calledAt?.getTime() === machineNow.getTime() ? null : calledAt }
      })
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
     * rows named in `except`: what became of them is known. Marks made at `uncalledSince` are taken off: nobody called.
     */
    async giveBack(
      claims: readonly string[],
      { except = [], uncalledSince = null }: { except?: readonly string[]; uncalledSince?: Date | null } = {},
    ): Promise<void> {
      const ours = { claim: { $in: [...claims] }, _id: { $nin: [...except] } }
      const before = {
        ...{ fate: 'waiting', claim: null, due: '$notBefore', attempts: { $subtract: ['$attempts', 1] } },
        ...(uncalledSince && {
          calledAt: { $cond: [{ $eq: ['$calledAt', uncalledSince] }, null, '$calledAt'] },
        }),
      }
      await outbox.updateMany({ due: { $exists: true }, fate: 'sending' as const, ...ours }, [{ $set: before }])
    },

    /** Records what became of the rows; a row whose lease went to another worker is left alone. */
    async settle(settlements: readonly Settlement[], { now, day }: { now: Date; day: string }): Promise<number> {
      const counts = await inChunks(settlements, async (chunk) => {
        const { matchedCount } = await outbox.bulkWrite(settleUpdates(chunk, now, day), { ordered: false })
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
    async marketingDays(contacts: readonly ContactId[], query: HistoryQuery): Promise<Map<ContactId, string[]>> {
      return daysOf({ contact: { $in: [...contacts] }, marketing: true }, contacts, query)
    },

    /** The same of all that each person got through one channel. */
    async channelDays(
      channel: string,
      contacts: readonly ContactId[],
      query: HistoryQuery,
    ): Promise<Map<ContactId, string[]>> {
      return daysOf({ contact: { $in: [...contacts] }, channel }, contacts, query)
    },

    /** The keys of the rows that platforms' receipts are about, by receipt. */
    async effectsOf(channel: string, receipts: readonly string[]): Promise<Map<string, string>> {
      const sought = { channel, receipt: { $in: [...receipts] } }
      const found = await outbox
        .find(sought, { projection: { receipt: 1 }, ...inOneAnswer(receipts), ...byIndexOf('receipt') })
        .toArray()
      return new Map(found.flatMap(({ _id, receipt }) => (receipt === undefined ? [] : [[receipt, _id] as const])))
    },

    /** Whom the messages with these receipts went to. */
    async contactsOf(channel: string, receipts: readonly string[]): Promise<Map<string, ContactId>> {
      const sought = { channel, receipt: { $in: [...receipts] } }
      const found = await outbox
        .find(sought, { projection: { receipt: 1, contact: 1 }, ...inOneAnswer(receipts), ...byIndexOf('receipt') })
        .toArray()
      return new Map(
        found.flatMap(({ receipt, contact }) =>
          receipt === undefined || !contact ? [] : [[receipt, contact] as const],
        ),
      )
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

    /** What waits because calls were used up is tried again from then on, as if for the first time. */
    async wakeSpent(channels: readonly string[], at: Date): Promise<void> {
      const asleep = {
        due: { $gt: at },
        fate: 'waiting' as const,
        spent: true as const,
        channel: { $in: [...channels] },
      }
      await outbox.updateMany(asleep, { $set: { due: at, notBefore: at, attempts: 0 } })
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

    /** Not settled yet, per channel; with `until` only what is due before. */
    async waitingCounts(until: Date | null = null): Promise<{ channel: string; count: number }[]> {
      const rows = await outbox
        .aggregate<{ _id: string; count: number }>([
          { $match: { due: until === null ? { $exists: true } : { $lt: until } } },
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
