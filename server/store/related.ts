import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'

type Person = { _id: ContactId; name: string | null; phoneMasked: string | null; tags: string[] }
export type Related = { id: ContactId; name: string | null; phoneMasked: string | null }

export const indexes = [
  {
    collection: 'contacts',
    spec: { 'attributes.company': 1 },
    options: { partialFilterExpression: { 'attributes.company': { $exists: true } } },
  },
  {
    collection: 'contacts',
    spec: { 'attributes.address': 1 },
    options: { partialFilterExpression: { 'attributes.address': { $exists: true } } },
  },
] as const

const COUNTED = 1000
/** Of very many with the same interest so many are looked at. */
const LOOKED_AT = 500
const shown = { name: 1, phoneMasked: 1, tags: 1 } as const
const read = ({ _id, name, phoneMasked }: Person): Related => ({ id: _id, name, phoneMasked })

/** People who have something in common with somebody: what they have lies in their own records. */
export function createRelatedStore(connection: mongoose.Connection) {
  const contacts = connection.collection<Person>('contacts')
  return {
    /** Whose attribute says the same; counted up to a thousand. */
    async sameAttribute(given: {
      name: 'company' | 'address'
      value: string
      except: ContactId
      limit: number
    }): Promise<{ people: Related[]; total: number }> {
      const filter = { [`attributes.${given.name}`]: given.value, mergedInto: null, _id: { $ne: given.except } }
      const [people, total] = await Promise.all([
        contacts.find(filter, { projection: shown }).limit(given.limit).toArray(),
        contacts.countDocuments(filter, { limit: COUNTED }),
      ])
      return { people: people.map(read), total }
    },

    /** Who has most of these tags, at least so many of them. */
    async sharingTags(given: {
      tags: readonly string[]
      least: number
      except: ContactId
      limit: number
    }): Promise<{ person: Related; shared: string[] }[]> {
      const wanted = new Set(given.tags)
      if (wanted.size < given.least) return []
      const found = await contacts
        .find({ tags: { $in: [...wanted] }, mergedInto: null, _id: { $ne: given.except } }, { projection: shown })
        .limit(LOOKED_AT)
        .toArray()
      return found
        .map((person) => ({ person: read(person), shared: person.tags.filter((tag) => wanted.has(tag)).sort() }))
        .filter(({ shared }) => shared.length >= given.least)
        .sort((a, b) => b.shared.length - a.shared.length || (a.person.id < b.person.id ? -1 : 1))
        .slice(0, given.limit)
    },
  }
}
export type RelatedStore = ReturnType<typeof createRelatedStore>
