import type mongoose from 'mongoose'
import { z } from 'zod'
import { AccountId, StaffId } from '../../shared/ids.ts'

/** Customer groups as WeCom shows them to an account: name, owner, how many are in them. */
const GroupDocument = z.object({
  /** `<account>:<chat>` */
  _id: z.string(),
  account: AccountId,
  chat: z.string(),
  name: z.string(),
  owner: StaffId,
  members: z.number().int(),
  /** Those of the members who are not of the company. */
  customers: z.number().int(),
  createdAt: z.coerce.date(),
  /** Null while it exists; a group that was dismissed keeps its name for the timelines. */
  dismissedAt: z.coerce.date().nullable(),
  syncedAt: z.coerce.date(),
})
type GroupDocument = z.infer<typeof GroupDocument>
export type Group = Omit<GroupDocument, '_id'>

export const indexes = [{ collection: 'groups', spec: { account: 1, dismissedAt: 1, chat: 1 }, options: {} }] as const

export function createGroupsStore(connection: mongoose.Connection) {
  const groups = connection.collection<GroupDocument>('groups')
  const idOf = (account: AccountId, chat: string) => `${account}:${chat}`
  return {
    async get(account: AccountId, chat: string): Promise<Group | null> {
      const found = await groups.findOne({ _id: idOf(account, chat) })
      return found === null ? null : GroupDocument.parse(found)
    },

    async put(group: Group): Promise<void> {
      await groups.replaceOne({ _id: idOf(group.account, group.chat) }, group, { upsert: true })
    },

    async dismiss(account: AccountId, chat: string, at: Date): Promise<void> {
      const live = { _id: idOf(account, chat), dismissedAt: null }
      await groups.updateOne(live, { $set: { dismissedAt: at, members: 0, customers: 0 } })
    },

    /** Those that exist, by chat id. */
    async page({ account, after, limit }: { account: AccountId; after: string; limit: number }): Promise<Group[]> {
      const found = await groups
        .find({ account, dismissedAt: null, chat: { $gt: after } })
        .sort({ chat: 1 })
        .limit(limit)
        .toArray()
      return found.map((document) => GroupDocument.parse(document))
    },
  }
}
export type GroupsStore = ReturnType<typeof createGroupsStore>
