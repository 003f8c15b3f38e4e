import mongoose from 'mongoose'
import { z } from 'zod'
import { type QuotaPeriod, quotaPeriods } from '../../shared/quota-window.ts'

/**
 * One book per account, API and window: how many calls were handed out. Workers take blocks out of it and draw their
 * calls from them, so `taken` is what was called plus what workers still hold; `held` says who holds how much since when.
 * A worker that died keeps its block until the window ends: nobody knows how much of it was called.
 */
const Held = z.object({ calls: z.number().int(), at: z.date() })
const QuotaDocument = z.object({
  _id: z.string(),
  /** `oa:<appid>`, `wecom:<corpid>:<agentid>`. */
  holder: z.string(),
  api: z.string(),
  per: z.enum(quotaPeriods),
  start: z.date(),
  end: z.date(),
  taken: z.number().int(),
  /** The part of `taken` that the platform counted and we did not: other systems of the same account. */
  elsewhere: z.number().int(),
  /** By worker and purpose, on the machine's clock. */
  held: z.record(z.string(), Held),
  /** When the platform itself told how much was used. */
  checkedAt: z.date().nullable(),
  /** For the removal of what nobody asks for any more; on the machine's clock as the database's. */
  removeAt: z.date(),
})
type QuotaDocument = z.infer<typeof QuotaDocument>
export type QuotaBook = Omit<QuotaDocument, '_id' | 'removeAt'>
export type BookName = { holder: string; api: string; per: QuotaPeriod; start: Date; end: Date }

export const indexes = [
  { collection: 'quotas', spec: { end: 1 }, options: {} },
  { collection: 'quotas', spec: { removeAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

const KEEP_MS = 40 * 86_400_000
const idOf = ({ holder, api, per, start }: BookName) => `${holder}|${api}|${per}|${start.getTime()}`

export function createQuotasStore(connection: mongoose.Connection) {
  const quotas = connection.collection<QuotaDocument>('quotas')
  const read = (document: unknown): QuotaBook => {
    const { _id, removeAt: _removeAt, ...book } = QuotaDocument.parse(document)
    return book
  }

  return {
    /** Takes a block if it fits below `ceiling` (null: none is known); gives the calls that are then handed out. */
    async take(asked: {
      book: BookName
      calls: number
      ceiling: number | null
      /** Of the block before this one, still unused. */
      left: number
      hand: string
      machineNow: Date
    }): Promise<number | null> {
      const { book, calls, ceiling, left, hand, machineNow } = asked
      // Without this the book of a new window would be opened above its limit.
      if (ceiling !== null && calls > ceiling) return null
      const { holder, api, per, start, end } = book
      const room = ceiling === null ? {} : { taken: { $lte: ceiling - calls } }
      try {
        const after = await quotas.findOneAndUpdate(
          { _id: idOf(book), ...room },
          {
            $inc: { taken: calls },
            $set: { [`held.${hand}`]: { calls: calls + left, at: machineNow } },
            $setOnInsert: {
              ...{ holder, api, per, start, end, elsewhere: 0, checkedAt: null },
              removeAt: new Date(machineNow.getTime() + KEEP_MS),
            },
          },
          { upsert: true, returnDocument: 'after' },
        )
        return after?.taken ?? null
      } catch (error) {
        // No room: the upsert then tries to open the same book a second time.
        if (error instanceof mongoose.mongo.MongoServerError && error.code === 11000) return null
        throw error
      }
    },

    /** What a worker holds and will not call; nothing when the book no longer knows of it. */
    async giveBack(book: BookName, { hand, left }: { hand: string; left: number }): Promise<void> {
      await quotas.updateOne(
        { _id: idOf(book), [`held.${hand}`]: { $exists: true } },
        { $inc: { taken: -left }, $unset: { [`held.${hand}`]: '' } },
      )
    },

    async get(book: BookName): Promise<QuotaBook | null> {
      const document = await quotas.findOne({ _id: idOf(book) })
      return document === null ? null : read(document)
    },

    /** The books whose window is open now. */
    async open(now: Date): Promise<QuotaBook[]> {
      const found = await quotas.find({ end: { $gt: now }, start: { $lte: now } }).toArray()
      return found.map(read)
    },

    /**
     * The platform's own count. What it counted above ours was called by others; what workers hold may be called or not,
     * so the doubt goes to the others until the next look. Far fewer than we called: it began to count anew.
     */
    async correct(book: BookName, { used, now, machineNow }: { used: number; now: Date; machineNow: Date }) {
      const { holder, api, per, start, end } = book
      const _id = idOf(book)
      await quotas.updateOne(
        { _id },
        {
          $setOnInsert: {
            ...{ holder, api, per, start, end, taken: 0, elsewhere: 0, held: {}, checkedAt: null },
            removeAt: new Date(machineNow.getTime() + KEEP_MS),
          },
        },
        { upsert: true },
      )
      for (;;) {
        const known = await this.get(book)
        if (known === null) return
        const own = known.taken - known.elsewhere
        const called = own - heldIn(known)
        const anew = used < called / 2
        const elsewhere = anew ? 0 : Math.max(0, used - called)
        const { matchedCount } = await quotas.updateOne(
          { _id, taken: known.taken, elsewhere: known.elsewhere },
          { $set: { taken: anew ? used + heldIn(known) : own + elsewhere, elsewhere, checkedAt: now } },
        )
        if (matchedCount === 1) return
      }
    },

    /** The platform counts from nothing again; what workers hold stays theirs. */
    async clear(holder: string, now: Date): Promise<void> {
      for (const book of await quotas.find({ holder, per: 'day', start: { $lte: now }, end: { $gt: now } }).toArray()) {
        for (let known = read(book); ; ) {
          const { matchedCount } = await quotas.updateOne(
            { _id: book._id, taken: known.taken },
            { $set: { taken: heldIn(known), elsewhere: 0 } },
          )
          const next = matchedCount === 1 ? null : await quotas.findOne({ _id: book._id })
          if (next === null) break
          known = read(next)
        }
      }
    },
  }
}
export type QuotasStore = ReturnType<typeof createQuotasStore>

export const heldIn = ({ held }: Pick<QuotaBook, 'held'>) =>
  Object.values(held).reduce((sum, { calls }) => sum + calls, 0)
