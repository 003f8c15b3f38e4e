import type mongoose from 'mongoose'
import { z } from 'zod'
import { AccountId } from '../../shared/ids.ts'

/** The tags an account has on its platform: an Official Account's, or the company's in WeCom with their groups. */
const TagDocument = z.object({
  /** `<account>:<the platform's id>` */
  _id: z.string(),
  account: AccountId,
  id: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  /** Deleted on the platform; kept while a tag of ours is mapped to it. */
  gone: z.boolean(),
  syncedAt: z.coerce.date(),
})
type TagDocument = z.infer<typeof TagDocument>
export type PlatformTag = Pick<TagDocument, 'id' | 'name' | 'group' | 'gone'>

export const indexes = [{ collection: 'platform_tags', spec: { account: 1, name: 1 }, options: {} }] as const

export function createPlatformTagsStore(connection: mongoose.Connection) {
  const tags = connection.collection<TagDocument>('platform_tags')
  const put = async (account: AccountId, given: readonly Omit<PlatformTag, 'gone'>[], at: Date) => {
    const writes = given.map(({ id, name, group }) => ({
      replaceOne: {
        filter: { _id: `${account}:${id}` },
        replacement: { account, id, name, group, gone: false, syncedAt: at },
        upsert: true,
      },
    }))
    if (writes.length > 0) await tags.bulkWrite(writes, { ordered: false })
  }
  return {
    /** Makes the account's tags exactly these. */
    async replaceAll(given: {
      account: AccountId
      tags: readonly Omit<PlatformTag, 'gone'>[]
      at: Date
    }): Promise<void> {
      await put(given.account, given.tags, given.at)
      const ids = given.tags.map(({ id }) => id)
      await tags.updateMany({ account: given.account, id: { $nin: ids } }, { $set: { gone: true } })
    },

    add: (account: AccountId, tag: Omit<PlatformTag, 'gone'>, at: Date) => put(account, [tag], at),

    async list(account: AccountId): Promise<PlatformTag[]> {
      const found = await tags.find({ account }).sort({ group: 1, name: 1 }).toArray()
      return found.map((document) => {
        const { id, name, group, gone } = TagDocument.parse(document)
        return { id, name, group, gone }
      })
    },
  }
}
export type PlatformTagsStore = ReturnType<typeof createPlatformTagsStore>
