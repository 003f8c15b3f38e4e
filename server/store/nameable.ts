import type mongoose from 'mongoose'
import type { Directory } from '../../shared/segment/contract.ts'
import { readDirectory } from './directory.ts'

type Department = { department: string; name: string; parent: string | null }
/** Tags are counted on so many people, and so many of them offered. */
const LOOKED_AT = 2000
const OFFERED = 300

/** What conditions can name that has no list of its own. */
export function createNameableStore(connection: mongoose.Connection) {
  return {
    departments: (): Promise<Department[]> =>
      connection
        .collection<Department>('departments')
        .find({}, { projection: { _id: 0, department: 1, name: 1, parent: 1 } })
        .sort({ _id: 1 })
        .toArray(),

    async tagGroups(): Promise<string[]> {
      const { tagGroups }: Directory = await readDirectory(connection)
      return [...tagGroups.keys()].sort()
    },

    /** The tags that most people have, as far as a look at some of them tells: ids say nothing of whom they are. */
    async usualTags(): Promise<{ name: string; people: number; about: boolean }[]> {
      const contacts = connection.collection('contacts')
      const tagged = { mergedInto: null, 'tags.0': { $exists: true } }
      const looked = contacts
        .aggregate<{ _id: string; people: number }>([
          { $match: tagged },
          { $sort: { _id: 1 } },
          { $limit: LOOKED_AT },
          { $project: { tags: 1 } },
          { $unwind: '$tags' },
          { $group: { _id: '$tags', people: { $sum: 1 } } },
          { $sort: { people: -1, _id: 1 } },
          { $limit: OFFERED },
        ])
        .toArray()
      const [found, atLeast, all] = await Promise.all([
        looked,
        contacts.countDocuments(tagged, { limit: LOOKED_AT + 1 }),
        contacts.estimatedDocumentCount(),
      ])
      const about = atLeast > LOOKED_AT
      const times = about ? Math.max(1, all / LOOKED_AT) : 1
      return found.map(({ _id: name, people }) => ({ name, people: Math.round(people * times), about }))
    },
  }
}
export type NameableStore = ReturnType<typeof createNameableStore>
