import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import type { StoredContact } from './stored-contact.ts'

/** Records with something in common that is no identity. `mark` is what they have in common. */
export type LookAlikes = { by: 'name-and-phone' | 'device'; mark: string; people: ContactId[] }

const PAGE = 500
type Grouped = { _id: Record<string, unknown>; people: ContactId[]; whole: number }

/** Grouped in the database and read by cursor, so that memory stays flat however many people there are. */
export function findLookAlikes(contacts: mongoose.Collection<StoredContact>) {
  const ways = [
    {
      by: 'name-and-phone' as const,
      match: {
        searchName: { $type: 'string' },
        $or: [{ phoneMasked: { $type: 'string' } }, { 'attributes.maskedPhone': { $type: 'string' } }],
      },
      // Of who has no number, the one that came masked with a file or a form.
      group: { name: '$searchName', phone: { $ifNull: ['$phoneMasked', '$attributes.maskedPhone'] } },
      // Two full numbers that differ in the middle are two numbers.
      fits: ({ whole }: Grouped) => whole <= 1,
    },
    {
      by: 'device' as const,
      match: { 'attributes.appDevice': { $type: 'string' } },
      group: { device: '$attributes.appDevice' },
      fits: () => true,
    },
  ]

  return async function* ({ atMost }: { atMost: number }): AsyncGenerator<LookAlikes[]> {
    for (const { by, match, group, fits } of ways) {
      const cursor = contacts.aggregate<Grouped>(
        [
          { $match: { mergedInto: null, ...match } },
          {
            $group: {
              _id: group,
              people: { $push: '$_id' },
              count: { $sum: 1 },
              whole: { $sum: { $cond: [{ $gt: ['$phone', null] }, 1, 0] } },
            },
          },
          { $match: { count: { $gte: 2, $lte: atMost } } },
        ],
        { allowDiskUse: true },
      )
      let page: LookAlikes[] = []
      for await (const found of cursor) {
        if (!fits(found)) continue
        page.push({ by, mark: JSON.stringify(found._id), people: found.people })
        if (page.length === PAGE) {
          yield page
          page = []
        }
      }
      if (page.length > 0) yield page
    }
  }
}
