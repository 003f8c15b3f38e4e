import type mongoose from 'mongoose'
import { z } from 'zod'
import { IdentityKey } from '../../shared/contact.ts'
import { AccountId } from '../../shared/ids.ts'

/** Who is, and was, in a customer group. A customer is named by identity key, so that the contact is found by it. */
const MemberDocument = z.object({
  /** `<account>:<chat>:<userid>` */
  _id: z.string(),
  account: AccountId,
  chat: z.string(),
  userid: z.string(),
  /** Null for a colleague. */
  key: IdentityKey.nullable(),
  joinedAt: z.coerce.date(),
  how: z.enum(['invited', 'scanned']).nullable(),
  /** The state of the join way that was scanned. */
  state: z.string().nullable(),
  leftAt: z.coerce.date().nullable(),
})
type MemberDocument = z.infer<typeof MemberDocument>
export type GroupMember = Omit<MemberDocument, '_id'>

export const indexes = [
  { collection: 'group_members', spec: { account: 1, chat: 1, leftAt: 1 }, options: {} },
  { collection: 'group_members', spec: { key: 1 }, options: {} },
] as const

export function createGroupMembersStore(connection: mongoose.Connection) {
  const members = connection.collection<MemberDocument>('group_members')
  const idOf = ({ account, chat, userid }: Pick<GroupMember, 'account' | 'chat' | 'userid'>) =>
    `${account}:${chat}:${userid}`
  const read = (found: readonly unknown[]): GroupMember[] => found.map((document) => MemberDocument.parse(document))
  return {
    /** Who is in the group now, as far as we know. */
    async of(account: AccountId, chat: string): Promise<GroupMember[]> {
      return read(await members.find({ account, chat, leftAt: null }).toArray())
    },

    async put(given: readonly GroupMember[]): Promise<void> {
      if (given.length === 0) return
      const writes = given.map((replacement) => ({
        replaceOne: { filter: { _id: idOf(replacement) }, replacement, upsert: true },
      }))
      await members.bulkWrite(writes, { ordered: false })
    },

    /** The groups somebody is in, by any of their identities. */
    async groupsOf(keys: readonly IdentityKey[]): Promise<GroupMember[]> {
      return read(await members.find({ key: { $in: [...keys] }, leftAt: null }).toArray())
    },
  }
}
export type GroupMembersStore = ReturnType<typeof createGroupMembersStore>
