import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId, EventId } from '../../shared/ids.ts'
import { wroteAll } from './bulk.ts'

/**
 * Who brought whom: one document per person who was brought, the first word of it stays, whichever arrived first. The
 * ids are those of that time; whoever reads follows merges.
 */
const InvitationDocument = z.object({
  /** Who was brought. */
  _id: ContactId,
  inviter: ContactId,
  at: z.coerce.date(),
  event: EventId,
})
type InvitationDocument = z.infer<typeof InvitationDocument>
export type Invitation = Omit<InvitationDocument, '_id'> & { invited: ContactId }

export const indexes = [{ collection: 'invitations', spec: { inviter: 1, at: 1 }, options: {} }] as const

const MOST = 5000
const read = (document: unknown): Invitation => {
  const { _id: invited, ...rest } = InvitationDocument.parse(document)
  return { invited, ...rest }
}

export function createInvitationsStore(connection: mongoose.Connection) {
  const invitations = connection.collection<InvitationDocument>('invitations')
  return {
    async note(given: readonly Invitation[]): Promise<void> {
      if (given.length === 0) return
      await wroteAll(() =>
        invitations.bulkWrite(
          given.map(({ invited, inviter, at, event }) => ({
            updateOne: {
              filter: { _id: invited, $or: [{ at: { $gt: at } }, { at, event: { $gt: event } }] },
              update: { $set: { inviter, at, event } },
              upsert: true,
            },
          })),
          { ordered: false },
        ),
      )
    },

    async of(invited: readonly ContactId[]): Promise<Invitation[]> {
      if (invited.length === 0) return []
      return (await invitations.find({ _id: { $in: [...invited] } }).toArray()).map(read)
    },

    /** What these people brought, the newest first where it is too much. */
    async by(inviters: readonly ContactId[]): Promise<Invitation[]> {
      if (inviters.length === 0) return []
      const found = await invitations
        .find({ inviter: { $in: [...inviters] } })
        .sort({ at: -1 })
        .limit(MOST)
        .toArray()
      return found.map(read)
    },
  }
}
export type InvitationsStore = ReturnType<typeof createInvitationsStore>
