import { createHash } from 'node:crypto'
import type mongoose from 'mongoose'
import { z } from 'zod'
import type { SyncPartName } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'
import { inOneAnswer } from './bulk.ts'

/**
 * What the platform showed of an account when it was last read: one small document per follower, friendship, tag … ,
 * with a print of what was told and the run that saw it. Comparing a run with it tells what is new, changed and gone
 * without holding anything in memory. It names people by identity key alone.
 */
const SeenDocument = z.object({
  _id: z.string(),
  account: AccountId,
  part: z.string(),
  key: z.string(),
  print: z.string(),
  /** The name of a tag, a template, a group; null for people. */
  title: z.string().nullable(),
  run: z.number().int(),
  news: z.enum(['same', 'added', 'changed', 'gone']),
  missed: z.boolean(),
  mended: z.boolean(),
})
type SeenDocument = z.infer<typeof SeenDocument>
export type SeenRow = Pick<SeenDocument, 'key' | 'title' | 'news' | 'missed' | 'mended'>
/** What a run saw of one of them. `missed`: we did not know it, though callbacks should have told. */
export type Sighting = { key: string; print: string; title?: string; missed?: boolean; mended?: boolean }
export type SeenScope = { account: AccountId; part: SyncPartName; run: number }

export const indexes = [
  { collection: 'sync_seen', spec: { account: 1, part: 1, run: 1, news: 1 }, options: {} },
  { collection: 'sync_seen', spec: { account: 1, part: 1, run: 1, missed: 1 }, options: {} },
] as const

export function createSyncSeenStore(connection: mongoose.Connection) {
  const seen = connection.collection<SeenDocument>('sync_seen')
  const idOf = ({ account, part }: SeenScope, key: string) => `${account}:${part}:${key}`
  const load = async (scope: SeenScope, keys: readonly string[]): Promise<SeenDocument[]> => {
    const ids = keys.map((key) => idOf(scope, key))
    return (await seen.find({ _id: { $in: ids } }, inOneAnswer(ids)).toArray()).map((one) => SeenDocument.parse(one))
  }

  return {
    /** Marks them as seen by this run. Done again in the same run, nothing changes. */
    async note(scope: SeenScope, sightings: readonly Sighting[]): Promise<void> {
      if (sightings.length === 0) return
      const { account, part, run } = scope
      const known = new Map(
        (
          await load(
            scope,
            sightings.map(({ key }) => key),
          )
        ).map((one) => [one.key, one]),
      )
      const writes = sightings.flatMap(({ key, print, title = null, missed = false, mended = false }) => {
        const before = known.get(key)
        if (before !== undefined && before.run === run && before.news !== 'gone') return []
        const news =
          before === undefined || before.news === 'gone' ? 'added' : before.print === digest(print) ? 'same' : 'changed'
        const fields = { account, part, key, print: digest(print), title, run, news, missed, mended } as const
        return [{ updateOne: { filter: { _id: idOf(scope, key) }, update: { $set: fields }, upsert: true } }]
      })
      if (writes.length > 0) await seen.bulkWrite(writes, { ordered: false })
    },

    /** Which of these this run has seen. */
    async seenOf(scope: SeenScope, keys: readonly string[]): Promise<Set<string>> {
      if (keys.length === 0) return new Set()
      const rows = await load(scope, keys)
      return new Set(rows.filter(({ run, news }) => run === scope.run && news !== 'gone').map(({ key }) => key))
    },

    /** These are not there any more. */
    async noteGone(scope: SeenScope, gone: readonly Omit<Sighting, 'print'>[]): Promise<void> {
      if (gone.length === 0) return
      const { account, part, run } = scope
      const writes = gone.map(({ key, title, missed = false, mended = false }) => ({
        updateOne: {
          filter: { _id: idOf(scope, key) },
          update: {
            $set: { account, part, key, run, news: 'gone' as const, missed, mended },
            $setOnInsert: { print: '', title: title ?? null },
          },
          upsert: true,
        },
      }))
      await seen.bulkWrite(writes, { ordered: false })
    },

    /** Whom an earlier run saw and this one did not. */
    async markUnseenGone({ account, part, run }: SeenScope): Promise<void> {
      const unseen = { account, part, run: { $lt: run } }
      await seen.updateMany(unseen, { $set: { run, news: 'gone', missed: false, mended: false } })
    },

    /** How many this run found in each state. */
    async counts({ account, part, run }: SeenScope) {
      const count = (more: Partial<SeenDocument>) => seen.countDocuments({ account, part, run, ...more })
      const [same, added, changed, gone, missed, mended] = await Promise.all([
        count({ news: 'same' }),
        count({ news: 'added' }),
        count({ news: 'changed' }),
        count({ news: 'gone' }),
        count({ missed: true }),
        count({ missed: true, mended: true }),
      ])
      return { seen: same + added + changed, added, changed, gone, missed, mended }
    },

    /** A few of the news, those first that callbacks had missed. */
    async examples({ account, part, run }: SeenScope, each: number): Promise<SeenRow[]> {
      const some = async (more: Partial<SeenDocument>) =>
        seen
          .find({ account, part, run, ...more })
          .limit(each)
          .toArray()
      const found = await Promise.all([
        some({ missed: true }),
        some({ news: 'added', missed: false }),
        some({ news: 'changed', missed: false }),
        some({ news: 'gone', missed: false }),
      ])
      return found.flat().map((one) => SeenDocument.parse(one))
    },

    /** After the report: who is gone is known no longer. */
    async forgetGone({ account, part, run }: SeenScope): Promise<void> {
      await seen.deleteMany({ account, part, run, news: 'gone' })
    },
  }
}
/** What was told is kept as a print of it alone: a name, a unionid lie where the person's other data lie. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

export type SyncSeenStore = ReturnType<typeof createSyncSeenStore>
