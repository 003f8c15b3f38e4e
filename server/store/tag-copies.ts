import type mongoose from 'mongoose'
import { z } from 'zod'
import { IdentityKey } from '../../shared/contact.ts'
import { AccountId } from '../../shared/ids.ts'
import { inOneAnswer } from './bulk.ts'

/**
 * One row per person of an account with mapped tags: which marks both sides last agreed on, and whether they are to be
 * compared again. Many reasons to compare make one comparison; `touched` counts them, so that a reason that comes while
 * one is under way is not lost. `version` counts the agreements.
 */
const CopyDocument = z.object({
  /** `<account>:<identity key>` */
  _id: z.string(),
  account: AccountId,
  key: IdentityKey,
  agreed: z.array(z.string()),
  version: z.number().int(),
  /** Null when there is nothing to compare. */
  due: z.coerce.date().nullable(),
  touched: z.number().int(),
  attempts: z.number().int(),
  problem: z.string().nullable(),
  until: z.coerce.date(),
  fence: z.number().int(),
})
type CopyDocument = z.infer<typeof CopyDocument>
export type TagCopy = Omit<CopyDocument, '_id'> & { id: string }

export const indexes = [
  { collection: 'tag_copies', spec: { due: 1, until: 1 }, options: {} },
  { collection: 'tag_copies', spec: { account: 1, problem: 1 }, options: {} },
] as const

const LONG_AGO = new Date(0)

export function createTagCopiesStore(connection: mongoose.Connection) {
  const copies = connection.collection<CopyDocument>('tag_copies')
  const read = (document: unknown): TagCopy => {
    const { _id: id, ...rest } = CopyDocument.parse(document)
    return { id, ...rest }
  }
  return {
    /** These are to be compared. */
    async touch(given: readonly { account: AccountId; key: IdentityKey }[], now: Date): Promise<void> {
      if (given.length === 0) return
      const fresh = { agreed: [], version: 0, attempts: 0, problem: null, until: LONG_AGO, fence: 0 }
      const writes = given.map(({ account, key }) => ({
        updateOne: {
          filter: { _id: `${account}:${key}` },
          update: { $set: { due: now }, $inc: { touched: 1 }, $setOnInsert: { account, key, ...fresh } },
          upsert: true,
        },
      }))
      await copies.bulkWrite(writes, { ordered: false })
    },

    /** What was agreed on with these people. */
    async of(account: AccountId, keys: readonly IdentityKey[]): Promise<Map<IdentityKey, TagCopy>> {
      const ids = keys.map((key) => `${account}:${key}`)
      const found = await copies.find({ _id: { $in: ids } }, inOneAnswer(ids)).toArray()
      return new Map(found.map(read).map((copy) => [copy.key, copy]))
    },

    async claim(given: { limit: number; now: Date; machineNow: Date; leaseMs: number }): Promise<TagCopy[]> {
      const { limit, now, machineNow, leaseMs } = given
      const due = { due: { $ne: null, $lte: now }, until: { $lte: machineNow } }
      const found = (await copies.find(due).sort({ due: 1 }).limit(limit).toArray()).map(read)
      const until = new Date(machineNow.getTime() + leaseMs)
      const claimed: TagCopy[] = []
      for (const copy of found) {
        const { id, fence } = copy
        const written = await copies.updateOne({ _id: id, fence }, { $set: { until }, $inc: { fence: 1 } })
        if (written.modifiedCount === 1) claimed.push({ ...copy, fence: fence + 1 })
      }
      return claimed
    },

    /** Both sides agree now. Whoever was paused meanwhile, and whose place another took, writes nothing. */
    async agree({ id, fence, touched, version }: TagCopy, agreed: readonly string[]): Promise<void> {
      const fields = { agreed: [...agreed], version: version + 1, attempts: 0, problem: null, until: LONG_AGO }
      const last = await copies.updateOne({ _id: id, fence, touched }, { $set: { ...fields, due: null } })
      if (last.matchedCount === 0) await copies.updateOne({ _id: id, fence }, { $set: fields })
    },

    /** Not now: again at `due`, or, when that is null, once something changes. */
    async putOff({ id, fence }: TagCopy, trouble: { problem: string | null; due: Date | null }): Promise<void> {
      await copies.updateOne({ _id: id, fence }, { $set: { ...trouble, until: LONG_AGO }, $inc: { attempts: 1 } })
    },

    /** How many people of an account could not be brought in line, and why. */
    async troubles(account: AccountId): Promise<{ problem: string; people: number }[]> {
      const found = await copies
        .aggregate<{ _id: string; people: number }>([
          { $match: { account, problem: { $ne: null } } },
          { $group: { _id: '$problem', people: { $sum: 1 } } },
        ])
        .toArray()
      return found.map(({ _id: problem, people }) => ({ problem, people })).sort((a, b) => b.people - a.people)
    },
  }
}
export type TagCopiesStore = ReturnType<typeof createTagCopiesStore>
