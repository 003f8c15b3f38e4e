import type mongoose from 'mongoose'
import { z } from 'zod'
import { SegmentId } from '../../shared/ids.ts'
import { BehaviourRule } from '../../shared/tags/rules.ts'
import { isDuplicateKey } from './contact-saves.ts'

/** The tags a manager keeps: their groups, and by which rule each is given. A tag may be in use without standing here. */
const TagDocument = z.object({
  /** The tag itself. */
  _id: z.string(),
  group: z.string().nullable(),
  note: z.string(),
  /** Who fits conditions has it: the rule lies in `tag_rules`, and `keep` lets it stay on who ceases to fit. */
  rule: SegmentId.nullable(),
  keep: z.boolean(),
  behaviour: BehaviourRule.nullable(),
  revision: z.number().int(),
  by: z.string(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
})
type TagDocument = z.infer<typeof TagDocument>
export type KeptTag = Omit<TagDocument, '_id'> & { name: string }

export const indexes = [{ collection: 'tags', spec: { group: 1 }, options: {} }] as const

const MOST = 2000
const COUNTED = 100_000
const read = (document: unknown): KeptTag => {
  const { _id: name, ...rest } = TagDocument.parse(document)
  return { name, ...rest }
}

export function createTagsStore(connection: mongoose.Connection) {
  const tags = connection.collection<TagDocument>('tags')
  const contacts = connection.collection<{ tags: string[] }>('contacts')
  return {
    async list(): Promise<KeptTag[]> {
      return (await tags.find({}).sort({ group: 1, _id: 1 }).limit(MOST).toArray()).map(read)
    },

    async get(name: string): Promise<KeptTag | null> {
      const found = await tags.findOne({ _id: name })
      return found === null ? null : read(found)
    },

    /** False when there is one of this name. */
    async add({ name, ...given }: KeptTag): Promise<boolean> {
      try {
        await tags.insertOne({ _id: name, ...given })
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },

    /** False when somebody else saved meanwhile. */
    async save({ name, ...given }: KeptTag): Promise<boolean> {
      const next = { ...given, revision: given.revision + 1 }
      return (await tags.replaceOne({ _id: name, revision: given.revision }, next)).matchedCount === 1
    },

    async remove(name: string): Promise<void> {
      await tags.deleteOne({ _id: name })
    },

    /** How many people have each, up to a number nobody counts beyond. A record that was merged away has no tags: the index alone answers. */
    async people(names: readonly string[]): Promise<Map<string, number>> {
      const counted = names.map(async (name): Promise<[string, number]> => {
        return [name, await contacts.countDocuments({ tags: name }, { limit: COUNTED })]
      })
      return new Map(await Promise.all(counted))
    },
  }
}
export type TagsStore = ReturnType<typeof createTagsStore>
