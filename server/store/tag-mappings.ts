import type mongoose from 'mongoose'
import { z } from 'zod'
import { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { isDuplicateKey } from './contact-saves.ts'

/** A tag of ours that is kept the same as one of the platform's. Each mapping is new: what an older one agreed on is void. */
const MappingDocument = z.object({
  _id: z.string(),
  account: AccountId,
  kind: z.enum(['oa', 'wecom']),
  /** appid or corpid: the middle part of the identity keys it concerns. */
  appId: z.string(),
  tag: z.string(),
  platformTag: z.string(),
  by: z.string(),
  createdAt: z.coerce.date(),
})
type MappingDocument = z.infer<typeof MappingDocument>
export type StoredTagMapping = Omit<MappingDocument, '_id'> & { id: string }

export const indexes = [
  { collection: 'tag_mappings', spec: { account: 1, tag: 1 }, options: { unique: true } },
  { collection: 'tag_mappings', spec: { account: 1, platformTag: 1 }, options: { unique: true } },
] as const

export function createTagMappingsStore(connection: mongoose.Connection) {
  const mappings = connection.collection<MappingDocument>('tag_mappings')
  const read = (document: unknown): StoredTagMapping => {
    const { _id: id, ...rest } = MappingDocument.parse(document)
    return { id, ...rest }
  }
  return {
    async add({ id, ...given }: StoredTagMapping): Promise<void> {
      try {
        await mappings.insertOne({ _id: id, ...given })
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        throw new Refusal({ code: 'tag.mapped', status: 409, message: '这个标签已经对应了另一个标签，请先取消对应' })
      }
    },

    remove: async (account: AccountId, id: string): Promise<boolean> =>
      (await mappings.deleteOne({ _id: id, account })).deletedCount === 1,

    async all(): Promise<StoredTagMapping[]> {
      return (await mappings.find({}).sort({ tag: 1 }).toArray()).map(read)
    },
  }
}
export type TagMappingsStore = ReturnType<typeof createTagMappingsStore>
