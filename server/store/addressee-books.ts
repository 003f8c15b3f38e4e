import type mongoose from 'mongoose'
import { z } from 'zod'
import { inOneAnswer, wroteAll } from './bulk.ts'

/**
 * The quota book of one addressee: when messages to them left, as far back as the platform counts. All workers share it;
 * who wrote first goes on, the others look again.
 */
const BookDocument = z.object({
  /** Channel and addressee. */
  _id: z.string(),
  /** Rising. */
  left: z.array(z.date()),
  rev: z.number().int(),
  /** The write that made this revision. */
  by: z.string(),
  /** On the machine's clock, as the database's. */
  removeAt: z.date(),
})
type BookDocument = z.infer<typeof BookDocument>
export type AddresseeBook = { name: string; left: readonly Date[]; rev: number }

export const indexes = [
  { collection: 'addressee_books', spec: { removeAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

/** Far longer than any window: a clock that is moved must not empty a book. */
const KEEP_MS = 86_400_000

export function createAddresseeBooksStore(connection: mongoose.Connection) {
  const books = connection.collection<BookDocument>('addressee_books')
  return {
    /** An addressee nobody wrote to has an empty book. */
    async of(names: readonly string[]): Promise<AddresseeBook[]> {
      const found = await books.find({ _id: { $in: [...names] } }, inOneAnswer(names)).toArray()
      const known = new Map(found.map((document) => BookDocument.parse(document)).map((book) => [book._id, book]))
      return names.map((name) => ({ name, left: known.get(name)?.left ?? [], rev: known.get(name)?.rev ?? 0 }))
    },

    /** Gives the names of those that nobody else changed in between: only these were written. */
    async write(changed: readonly AddresseeBook[], { by, machineNow }: { by: string; machineNow: Date }) {
      if (changed.length === 0) return new Set<string>()
      const removeAt = new Date(machineNow.getTime() + KEEP_MS)
      await wroteAll(() =>
        books.bulkWrite(
          changed.map(({ name, left, rev }) => {
            const fields = { left: [...left], rev: rev + 1, by, removeAt }
            return rev === 0
              ? { insertOne: { document: { _id: name, ...fields } } }
              : { updateOne: { filter: { _id: name, rev }, update: { $set: fields } } }
          }),
          { ordered: false },
        ),
      )
      const names = changed.map(({ name }) => name)
      const ours = await books.find({ _id: { $in: names }, by }, inOneAnswer(names)).toArray()
      return new Set(ours.map(({ _id }) => _id))
    },
  }
}
export type AddresseeBooksStore = ReturnType<typeof createAddresseeBooksStore>
