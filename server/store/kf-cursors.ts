import type mongoose from 'mongoose'
import { z } from 'zod'

/**
 * How far the messages of each 微信客服 account were fetched. `wantedSince` is set while the platform has news that were
 * not fetched to the end: it outlives whoever fetches, so that a sweep can take it up.
 */
const KfCursor = z.object({
  /** `<account>|<open_kfid>` */
  _id: z.string(),
  account: z.string(),
  desk: z.string(),
  cursor: z.string(),
  wantedSince: z.date().nullable(),
})
type KfCursor = z.infer<typeof KfCursor>
export type KfDesk = Pick<KfCursor, 'account' | 'desk'>

export const indexes = [{ collection: 'kf_cursors', spec: { wantedSince: 1 }, options: {} }] as const

const keyOf = ({ account, desk }: KfDesk) => `${account}|${desk}`

export function createKfCursorsStore(connection: mongoose.Connection) {
  const cursors = connection.collection<KfCursor>('kf_cursors')
  return {
    /** There are news; gives the cursor to go on from. */
    async want(of: KfDesk, now: Date): Promise<string> {
      const fresh = { account: of.account, desk: of.desk, cursor: '' }
      const written = await cursors.findOneAndUpdate(
        { _id: keyOf(of) },
        { $set: { wantedSince: now }, $setOnInsert: fresh },
        { upsert: true, returnDocument: 'after' },
      )
      return KfCursor.parse(written).cursor
    },

    /** False when another moved it meanwhile. */
    async advance(of: KfDesk, from: string, to: string): Promise<boolean> {
      const moved = await cursors.updateOne({ _id: keyOf(of), cursor: from }, { $set: { cursor: to } })
      return moved.matchedCount === 1
    },

    /** Everything was fetched; news that came after `since` are left wanted. */
    async settle(of: KfDesk, since: Date): Promise<void> {
      await cursors.updateOne({ _id: keyOf(of), wantedSince: { $lte: since } }, { $set: { wantedSince: null } })
    },

    /** What has been waiting since before `before`, the longest first. */
    async waiting(before: Date, limit: number): Promise<KfDesk[]> {
      const found = await cursors
        .find({ wantedSince: { $ne: null, $lte: before } })
        .sort({ wantedSince: 1 })
        .limit(limit)
        .toArray()
      return found.map((one) => KfCursor.parse(one)).map(({ account, desk }) => ({ account, desk }))
    },
  }
}
export type KfCursorsStore = ReturnType<typeof createKfCursorsStore>
