import type mongoose from 'mongoose'
import { z } from 'zod'
import { PopupContent } from '../../shared/channels/popup.ts'
import { ContactId } from '../../shared/ids.ts'

/**
 * Pop-ups that wait for a person to open a page. waiting → shown → clicked or closed; each step happens once, and one
 * that expires first never shows. `contact` is who it was decided for: after a merge the survivor asks for both.
 */
const PopupDocument = z.object({
  /** The effect's key. */
  _id: z.string(),
  contact: ContactId,
  content: PopupContent,
  createdAt: z.date(),
  expires: z.date(),
  shownAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  how: z.enum(['clicked', 'closed']).nullable(),
  expireAt: z.date(),
})
type PopupDocument = z.infer<typeof PopupDocument>
export type Popup = Omit<PopupDocument, '_id' | 'expireAt'> & { key: string }

/** Kept after their end for whoever asks what became of them. */
const KEPT_MS = 90 * 86_400_000

export const indexes = [
  { collection: 'popups', spec: { contact: 1, createdAt: 1 }, options: {} },
  { collection: 'popups', spec: { expireAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

export function createPopupsStore(connection: mongoose.Connection) {
  const popups = connection.collection<PopupDocument>('popups')
  return {
    /** A key that is there already is left as it is: delivering an effect twice shows it once. */
    async put(popup: {
      key: string
      contact: ContactId
      content: PopupContent
      expires: Date
      now: Date
    }): Promise<void> {
      const { key, contact, content, expires, now } = popup
      const fresh = { contact, content, createdAt: now, expires, shownAt: null, endedAt: null, how: null }
      const expireAt = new Date(expires.getTime() + KEPT_MS)
      await popups.updateOne({ _id: key }, { $setOnInsert: { ...fresh, expireAt } }, { upsert: true })
    },

    /** The oldest that may still be shown. */
    async next(contacts: readonly ContactId[], now: Date): Promise<Popup | null> {
      const found = await popups
        .find({ contact: { $in: [...contacts] }, shownAt: null, expires: { $gt: now } })
        .sort({ createdAt: 1, _id: 1 })
        .limit(1)
        .toArray()
      return found[0] === undefined ? null : toPopup(found[0])
    },

    async shownSince(contacts: readonly ContactId[], since: Date): Promise<number> {
      return popups.countDocuments({ contact: { $in: [...contacts] }, shownAt: { $gte: since } })
    },

    /** Null when it is nobody's of these, or expired before it was shown. A step that was made before stays as it was. */
    async step(given: {
      key: string
      contacts: readonly ContactId[]
      what: 'shown' | 'clicked' | 'closed'
      now: Date
    }): Promise<Popup | null> {
      const { key, contacts, what, now } = given
      const mine = { _id: key, contact: { $in: [...contacts] } }
      // Who clicked has seen it, whether or not that word came through.
      await popups.updateOne({ ...mine, shownAt: null, expires: { $gt: now } }, { $set: { shownAt: now } })
      if (what !== 'shown') {
        await popups.updateOne(
          { ...mine, shownAt: { $ne: null }, endedAt: null },
          { $set: { endedAt: now, how: what } },
        )
      }
      const found = await popups.findOne({ ...mine, shownAt: { $ne: null } })
      return found === null ? null : toPopup(found)
    },
  }
}
export type PopupsStore = ReturnType<typeof createPopupsStore>

function toPopup(document: unknown): Popup {
  const { _id, expireAt: _, ...rest } = PopupDocument.parse(document)
  return { key: _id, ...rest }
}
