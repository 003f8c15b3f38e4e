import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import { z } from 'zod'
import type { InboxRow as ListedRow } from '../../shared/api/system.ts'
import { Refusal } from '../../shared/refusal.ts'
import { systemClock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import { orderAt } from './order.ts'

/**
 * Everything that came in, verified and not yet (or already) worked on.
 *
 *   new ──claim──▶ new, claimed until … ──settle──▶ done | unknown (no translator) | failed (gave up)
 *    ▲                       │ the lease runs out, or the row is to be tried again
 *    └───────────────────────┘
 *
 * `_id` is a hash of (account, dedupe key), so its own unique index is the deduplication: one index less to write.
 * Done rows go after `KEEP_DONE_DAYS`; unknown and failed ones stay until a person replays them.
 */
const InboxDocument = z.object({
  _id: z.string(),
  account: z.string(),
  dedupeKey: z.string(),
  platform: z.enum(['oa', 'mini', 'wecom', 'internal']),
  /** `message.text`, `event.subscribe`, `event.change_external_contact.add_external_contact`; for internal rows the event's name. */
  type: z.string(),
  /** Whom it is about, so that one person's rows are worked on in order. */
  person: z.string(),
  shard: z.number(),
  /** The decrypted message, or an `Incoming` as JSON for internal rows. */
  body: z.string(),
  status: z.enum(['new', 'done', 'unknown', 'failed']),
  problem: z.string().nullable(),
  receivedAt: z.date(),
  /** By the machine's clock: how long it waits is asked in real time. */
  arrivedAt: z.date().optional(),
  /** Order of arrival. */
  order: z.number(),
  /** Its order, on a row that can't wait for its turn; gone once it is settled, so that the index holds only such. */
  urgent: z.number().optional(),
  attempts: z.number(),
  claimedUntil: z.date(),
  claim: z.string().nullable(),
  doneAt: z.date().nullable(),
})
type InboxDocument = z.infer<typeof InboxDocument>

export const INBOX_SHARDS = 16
const KEEP_DONE_DAYS = 14
/** Of a batch so much at most overtakes the others: the rest goes on being worked off. */
const OVERTAKING_SHARE = 3 / 4
const NEVER = new Date(0)

export const indexes = [
  { collection: 'inbox', spec: { status: 1, order: 1 }, options: {} },
  { collection: 'inbox', spec: { urgent: 1 }, options: { partialFilterExpression: { urgent: { $exists: true } } } },
  // What waits of the people an urgent row is about, however much else waits.
  {
    collection: 'inbox',
    spec: { person: 1, order: 1 },
    options: { partialFilterExpression: { status: 'new' } },
  },
  { collection: 'inbox', spec: { doneAt: 1 }, options: { expireAfterSeconds: KEEP_DONE_DAYS * 86_400 } },
] as const

export type NewInboxRow = Pick<
  InboxDocument,
  'account' | 'dedupeKey' | 'platform' | 'type' | 'person' | 'body' | 'receivedAt'
> & {
  /** Whose news it is, when several accounts are told the same: each such piece of news is taken once. */
  toldToAllOf?: string
  /** What it brings lasts only seconds (a welcome code), or somebody looks at a page that waits for it. */
  urgent?: boolean
}
export type InboxRow = Pick<
  InboxDocument,
  'account' | 'platform' | 'type' | 'person' | 'body' | 'receivedAt' | 'order' | 'attempts'
> & { id: string; claim: string; urgent: boolean }
/** `repeatedAt`: positions, in what was given, of the rows that were there already. */
export type Accepted = { accepted: string[]; repeated: number; repeatedAt: ReadonlySet<number> }
export type InboxResult = { id: string; claim: string } & (
  | { kind: 'done' }
  | { kind: 'unknown' }
  | { kind: 'again'; at: Date; problem: string }
  /** Not begun: no attempt was made. */
  | { kind: 'given-back' }
  | { kind: 'failed'; problem: string }
)
export type InboxQuery = { status: 'unknown' | 'failed' | 'new' | 'done'; cursor?: string; limit?: number }

export const inboxId = (account: string, dedupeKey: string): string =>
  `ib_${createHash('sha256').update(`${account}\n${dedupeKey}`).digest('hex').slice(0, 40)}`

const shardOf = (person: string) => createHash('md5').update(person).digest().readUInt8(0) % INBOX_SHARDS

export function createInboxStore(connection: mongoose.Connection) {
  const inbox = connection.collection<InboxDocument>('inbox')
  let lastOrder = 0

  return {
    /** Stores what is new; a row that is already there changes nothing. Resolves only when everything is durable. */
    async accept(rows: readonly NewInboxRow[]): Promise<Accepted> {
      const documents = rows.map(newDocument)
      const repeated = await insertUnlessThere(documents)
      const accepted = documents.filter((_, index) => !repeated.has(index)).map(({ _id }) => _id)
      return { accepted, repeated: repeated.size, repeatedAt: repeated }
    },

    /**
     * Leases free rows to `worker` for `leaseMs`, in order of arrival: urgent ones with what waits of the same people
     * before them, so that nobody's events change places, then the oldest.
     */
    async claim({ limit, now, leaseMs, worker, shards }: ClaimRequest): Promise<InboxRow[]> {
      const free = {
        status: 'new' as const,
        claimedUntil: { $lte: now },
        ...(shards && { shard: { $in: [...shards] } }),
      }
      const overtaking = await urgentRows(free, limit)
      const before = overtaking.map(({ _id }) => _id)
      const oldest = await inbox
        .find({ ...free, ...(before.length > 0 && { _id: { $nin: before } }) })
        .sort({ order: 1 })
        .limit(limit - before.length)
        .toArray()
      const found = [...overtaking, ...oldest].sort((a, b) => a.order - b.order)
      if (found.length === 0) return []
      const claim = newId(worker)
      const ids = found.map(({ _id }) => _id)
      const until = new Date(now.getTime() + leaseMs)
      const taken = await inbox.updateMany(
        { ...free, _id: { $in: ids } },
        { $set: { claim, claimedUntil: until }, $inc: { attempts: 1 } },
      )
      const mine =
        taken.modifiedCount === found.length
          ? new Set(ids)
          : new Set(
              (await inbox.find({ _id: { $in: ids }, claim }, { projection: { _id: 1 } }).toArray()).map((r) => r._id),
            )
      return found.filter(({ _id }) => mine.has(_id)).map((row) => claimedRow(row, claim))
    },

    /** Prolongs the lease of what is being worked on; what went to another is left to it. */
    async renew(rows: readonly Pick<InboxRow, 'id' | 'claim'>[], until: Date): Promise<void> {
      await inbox.updateMany({ ...heldOf(rows), status: 'new' }, { $set: { claimedUntil: until } })
    },

    /** One bulk write for a whole batch. A row whose lease another took meanwhile is left alone. */
    async settle(results: readonly InboxResult[], now: Date): Promise<void> {
      if (results.length > 0) await inbox.bulkWrite(settlements(results, now), { ordered: false })
    },

    /** A person wants it tried again. */
    async reopen(id: string): Promise<void> {
      const fresh = {
        status: 'new' as const,
        attempts: 0,
        problem: null,
        claimedUntil: NEVER,
        claim: null,
        doneAt: null,
      }
      const written = await inbox.updateOne({ _id: id, status: { $in: ['unknown', 'failed'] } }, { $set: fresh })
      if (written.matchedCount === 0) {
        throw new Refusal({ code: 'inbox.not-found', status: 404, message: '没有这条待处理的回调，或它已处理完成' })
      }
    },

    async list({ status, cursor, limit = 50 }: InboxQuery): Promise<{ items: ListedRow[]; next: string | null }> {
      const before = cursor === undefined ? {} : { order: { $lt: Number(cursor) } }
      const found = await inbox
        .find({ status, ...before })
        .sort({ order: -1 })
        .limit(limit + 1)
        .toArray()
      const page = found.slice(0, limit).map((row) => InboxDocument.parse(row))
      const last = page.at(-1)
      return { items: page.map(listedRow), next: found.length > limit && last ? String(last.order) : null }
    },

    async countByStatus(): Promise<Record<string, number>> {
      const groups = await inbox
        .aggregate<{ _id: string; rows: number }>([{ $group: { _id: '$status', rows: { $sum: 1 } } }])
        .toArray()
      return Object.fromEntries(groups.map(({ _id, rows }) => [_id, rows]))
    },

    /** How many rows wait, counted up to a limit. */
    waiting: (limit: number): Promise<number> => inbox.countDocuments({ status: 'new' }, { limit }),

    /** When the oldest row still waiting came, by the machine's clock; null when nothing waits. */
    async oldestWaiting(): Promise<Date | null> {
      const projection = { receivedAt: 1, arrivedAt: 1 }
      const oldest = await inbox.findOne({ status: 'new' }, { sort: { order: 1 }, projection })
      return oldest?.arrivedAt ?? oldest?.receivedAt ?? null
    },
  }

  type Free = { status: 'new'; claimedUntil: { $lte: Date }; shard?: { $in: number[] } }
  async function urgentRows(free: Free, limit: number): Promise<InboxDocument[]> {
    const urgent = await inbox
      .find({ ...free, urgent: { $exists: true } })
      .sort({ urgent: 1 })
      .limit(Math.max(1, Math.floor(limit * OVERTAKING_SHARE)))
      .toArray()
    const last = urgent.at(-1)
    if (last === undefined) return []
    const people = [...new Set(urgent.map(({ person }) => person))]
    // A person with more than fits brings the first of them: the urgent one comes nearer, and never before its elders.
    return inbox
      .find({ ...free, person: { $in: people }, order: { $lte: last.order } })
      .sort({ order: 1 })
      .limit(Math.max(1, Math.floor(limit * OVERTAKING_SHARE)))
      .toArray()
  }

  function newDocument({ toldToAllOf, urgent, ...row }: NewInboxRow): InboxDocument {
    lastOrder = Math.max(lastOrder + 1, orderAt(row.receivedAt))
    return {
      ...row,
      _id: inboxId(toldToAllOf ?? row.account, row.dedupeKey),
      shard: shardOf(row.person),
      status: 'new',
      problem: null,
      arrivedAt: systemClock.now(),
      order: lastOrder,
      ...(urgent === true && { urgent: lastOrder }),
      attempts: 0,
      claimedUntil: NEVER,
      claim: null,
      doneAt: null,
    }
  }

  /** The positions of the rows that were there already. */
  async function insertUnlessThere(documents: InboxDocument[]): Promise<ReadonlySet<number>> {
    try {
      await inbox.insertMany(documents, { ordered: false })
      return new Set()
    } catch (error) {
      if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error
      const failures = [error.writeErrors].flat()
      if (failures.length === 0 || failures.some(({ code }) => code !== 11000)) throw error
      return new Set(failures.map(({ index }) => index))
    }
  }
}
export type InboxStore = ReturnType<typeof createInboxStore>

type ClaimRequest = { limit: number; now: Date; leaseMs: number; worker: string; shards?: readonly number[] }

function settlements(results: readonly InboxResult[], now: Date) {
  const settled = { claim: null, claimedUntil: NEVER }
  const updates = {
    done: {
      $set: { ...settled, status: 'done' as const, doneAt: now, problem: null },
      $unset: { urgent: '' as const },
    },
    unknown: {
      $set: { ...settled, status: 'unknown' as const, problem: '没有对应的事件类型' },
      $unset: { urgent: '' as const },
    },
    'given-back': { $set: settled, $inc: { attempts: -1 } },
  }
  const together = (kind: keyof typeof updates) => {
    const alike = results.filter((result) => result.kind === kind)
    return alike.length === 0 ? [] : [{ updateMany: { filter: heldOf(alike), update: updates[kind] } }]
  }
  const apart = results.flatMap((result) => {
    if (result.kind !== 'again' && result.kind !== 'failed') return []
    const update =
      result.kind === 'again'
        ? { $set: { claim: null, claimedUntil: result.at, problem: result.problem } }
        : {
            $set: { ...settled, status: 'failed' as const, problem: result.problem },
            $unset: { urgent: '' as const },
          }
    return [{ updateOne: { filter: heldOf([result]), update } }]
  })
  return [...together('done'), ...together('unknown'), ...together('given-back'), ...apart]
}

/** The rows, as far as their claim still holds. */
const heldOf = (rows: readonly { id: string; claim: string }[]) => ({
  _id: { $in: rows.map(({ id }) => id) },
  claim: { $in: [...new Set(rows.map(({ claim }) => claim))] },
})

const claimedRow = (row: InboxDocument, claim: string): InboxRow => ({
  id: row._id,
  claim,
  account: row.account,
  platform: row.platform,
  type: row.type,
  person: row.person,
  body: row.body,
  receivedAt: row.receivedAt,
  order: row.order,
  attempts: row.attempts + 1,
  urgent: row.urgent !== undefined,
})

const listedRow = ({ _id, account, platform, type, status, problem, body, receivedAt }: InboxDocument): ListedRow => ({
  id: _id,
  account,
  platform,
  type,
  status,
  problem,
  body,
  receivedAt,
})
