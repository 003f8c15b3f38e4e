import type mongoose from 'mongoose'
import { z } from 'zod'
import { Look } from '../../shared/api/privacy.ts'
import type { ContactId } from '../../shared/ids.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** Every look at what is otherwise masked: who, when, at whom, and why. What was seen is not kept. */
const Document = Look.omit({ id: true }).extend({ _id: z.string() })
type Document = z.infer<typeof Document>

export const indexes = [
  { collection: 'looks', spec: { at: -1, _id: -1 }, options: {} },
  { collection: 'looks', spec: { contact: 1, at: -1 }, options: {} },
] as const

const Cursor = z.object({ at: z.coerce.date(), id: z.string() })

export function createLooksStore(connection: mongoose.Connection) {
  const looks = connection.collection<Document>('looks')
  return {
    async note({ id: _id, ...look }: Look): Promise<void> {
      await looks.insertOne({ _id, ...look })
    },

    async page(query: { contact?: ContactId | undefined; cursor?: string | undefined; limit: number }) {
      const after = decodeCursor(Cursor, query.cursor)
      const found = await looks
        .find({
          ...(query.contact === undefined ? {} : { contact: query.contact }),
          ...(after === null ? {} : { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] }),
        })
        .sort({ at: -1, _id: -1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map((document): Look => {
        const { _id: id, ...look } = Document.parse(document)
        return { id, ...look }
      })
      const last = items.at(-1)
      const more = found.length > query.limit && last !== undefined
      return { items, next: more ? encodeCursor({ at: last.at, id: last.id }) : null }
    },
  }
}
export type LooksStore = ReturnType<typeof createLooksStore>
