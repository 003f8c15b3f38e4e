import type mongoose from 'mongoose'
import { z } from 'zod'
import { AttributeValue, IdentityKey } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'
import { chunksOf, inOneAnswer, wroteAll } from './bulk.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * Rows of the objects that managers define: an order, a contract, a device. One document per row, found by its own key.
 * A row belongs to a person through the identity it names (`claim`); it follows its person through merges and back.
 */
const ObjectDocument = z.object({
  /** `<type>:<externalId>` */
  _id: z.string(),
  type: z.string(),
  externalId: z.string(),
  /** Null while nobody is known to whom it belongs. */
  contact: ContactId.nullable(),
  fields: z.record(z.string(), AttributeValue),
  /** Of the fields that stand masked above: the value, and a key by which the same value is known. */
  sealed: z.array(z.object({ field: z.string(), key: z.string(), sealed: z.string() })).optional(),
  /** When what it is about happened. */
  at: z.date(),
  /** The newest word about it; an older one changes nothing. */
  updatedAt: z.date(),
  claim: IdentityKey.nullable(),
  /** `updatedAt` of the first word about it. */
  firstWord: z.date(),
  /** The contacts it was taken over from by merges, the last one last. */
  movedFrom: z.array(ContactId),
})
type ObjectDocument = z.infer<typeof ObjectDocument>
export type ObjectRow = Omit<ObjectDocument, '_id' | 'movedFrom' | 'firstWord'>

export const indexes = [
  { collection: 'objects', spec: { type: 1, externalId: 1 }, options: { unique: true } },
  { collection: 'objects', spec: { contact: 1, type: 1, at: -1 }, options: {} },
  { collection: 'objects', spec: { type: 1, at: -1, _id: -1 }, options: {} },
] as const

const Cursor = z.object({ at: z.coerce.date(), id: z.string() })
const idOf = ({ type, externalId }: Pick<ObjectRow, 'type' | 'externalId'>) => `${type}:${externalId}`
const newestFirst = { at: -1, _id: -1 } as const
const ROUNDS = 20

/** `first`: no word about it came before this one. */
export type Upserted = { row: ObjectRow; what: 'created' | 'updated' | 'unchanged' | 'older'; first: boolean }

export type KnownRow = ObjectRow & Pick<ObjectDocument, 'firstWord'>

export function createObjectsStore(connection: mongoose.Connection) {
  const objects = connection.collection<ObjectDocument>('objects')
  const contacts = connection.collection<{ _id: ContactId; identities: { key: string }[] }>('contacts')

  const load = async (ids: readonly string[]): Promise<Map<string, ObjectDocument>> => {
    const found = await objects.find({ _id: { $in: [...ids] } }, inOneAnswer(ids)).toArray()
    return new Map(found.map((document) => [document._id, ObjectDocument.parse(document)]))
  }

  return {
    /**
     * Writes rows of which each has another key. Guarded by the moment each was read at, so that of two writers at once
     * the later word stays, whoever comes last; what lost is judged again.
     */
    async upsert(rows: readonly ObjectRow[]): Promise<Upserted[]> {
      const done = new Map<string, Pick<Upserted, 'what' | 'first'>>()
      let pending = [...rows]
      for (let round = 0; pending.length > 0; round += 1) {
        if (round === ROUNDS) throw new Error(`${pending.length} rows of objects lost the race ${ROUNDS} times`)
        const known = await load(pending.map(idOf))
        const writes = pending.flatMap((row) => {
          const id = idOf(row)
          const held = known.get(id)
          const what = judgeRow(row, held)
          done.set(id, { what, first: held === undefined || held.firstWord.getTime() === row.updatedAt.getTime() })
          return what === 'created' || what === 'updated' ? [{ id, row, held }] : []
        })
        const operations = writes.map(({ id, row, held }) => {
          const movedFrom = held !== undefined && held.contact === row.contact ? held.movedFrom : []
          const document = { ...row, firstWord: held?.firstWord ?? row.updatedAt, movedFrom }
          return held === undefined
            ? { insertOne: { document: { _id: id, ...document } } }
            : { replaceOne: { filter: { _id: id, updatedAt: held.updatedAt }, replacement: document } }
        })
        for (const some of chunksOf(operations, 1000)) {
          await wroteAll(() => objects.bulkWrite(some, { ordered: false }))
        }
        // What is not there now as it was written lost its race.
        const after = await load(writes.map(({ id }) => id))
        pending = writes.flatMap(({ id, row }) => {
          const now = after.get(id)
          const what = judgeRow(row, now)
          return what === 'unchanged' || what === 'older' ? [] : [row]
        })
      }
      return rows.map((row) => ({ row, ...(done.get(idOf(row)) ?? { what: 'unchanged', first: false }) }))
    },

    /** The identity a row names turned out to be this person; a row that changed since is left to its own event. */
    async linkRows(
      links: readonly { type: string; externalId: string; updatedAt: Date; contact: ContactId }[],
    ): Promise<void> {
      if (links.length === 0) return
      await objects.bulkWrite(
        links.map(({ contact, updatedAt, ...key }) => ({
          updateOne: { filter: { _id: idOf(key), updatedAt, contact: null }, update: { $set: { contact } } },
        })),
        { ordered: false },
      )
    },

    async page(query: {
      type: string
      contacts?: readonly ContactId[] | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: ObjectRow[]; next: string | null }> {
      const after = decodeCursor(Cursor, query.cursor)
      const found = await objects
        .find({
          type: query.type,
          ...(query.contacts === undefined ? {} : { contact: { $in: [...query.contacts] } }),
          ...(after === null ? {} : { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] }),
        })
        .sort(newestFirst)
        .limit(query.limit + 1)
        .toArray()
      const shown = found.slice(0, query.limit)
      const last = shown.at(-1)
      return {
        items: shown.map(toRow),
        next: found.length > query.limit && last !== undefined ? encodeCursor({ at: last.at, id: last._id }) : null,
      }
    },

    /** The newest row of each of these types that belongs to one person. */
    async newestOf(people: readonly ContactId[], types: readonly string[]): Promise<Map<string, ObjectRow>> {
      const rows = await Promise.all(
        types.map((type) =>
          objects
            .find({ contact: { $in: [...people] }, type })
            .sort(newestFirst)
            .limit(1)
            .toArray(),
        ),
      )
      return new Map(rows.flat().map((document) => [document.type, toRow(document)]))
    },

    async get(type: string, externalId: string): Promise<ObjectRow | null> {
      const found = await objects.findOne({ _id: idOf({ type, externalId }) })
      return found === null ? null : toRow(found)
    },

    /** What is known of rows by their keys; `firstWord`: of the first word about each. */
    async known(type: string, externalIds: readonly string[]): Promise<Map<string, KnownRow>> {
      const found = await load(externalIds.map((externalId) => idOf({ type, externalId })))
      return new Map([...found.values()].map((one) => [one.externalId, { ...toRow(one), firstWord: one.firstWord }]))
    },

    /** The rows whose field holds this day and that belong to somebody, in the order of their keys. */
    async withDay(
      { type, field, day }: { type: string; field: string; day: string },
      { after, limit }: { after: string | null; limit: number },
    ): Promise<{ contact: ContactId; externalId: string }[]> {
      const found = await objects
        .find(
          {
            type,
            [`fields.${field}`]: day,
            contact: { $ne: null },
            ...(after === null ? {} : { externalId: { $gt: after } }),
          },
          { projection: { contact: 1, externalId: 1 } },
        )
        .sort({ externalId: 1 })
        .limit(limit)
        .toArray()
      return found.flatMap(({ contact, externalId }) => (contact === null ? [] : [{ contact, externalId }]))
    },

    count: (type: string): Promise<number> => objects.countDocuments({ type }),

    /** Two contacts became one: the rows follow. Safe to repeat. */
    async moveTo(from: ContactId, into: ContactId): Promise<void> {
      await objects.updateMany({ contact: from }, { $set: { contact: into }, $push: { movedFrom: from } })
    },

    /** The merge was undone: what came with the absorbed contact goes back to it, and what named it since. */
    async moveBack(restored: ContactId, from: ContactId): Promise<void> {
      const person = await contacts.findOne({ _id: restored }, { projection: { identities: 1 } })
      const keys = new Set(person?.identities.map(({ key }) => key))
      const theirs = objects.find({ contact: from })
      for await (const document of theirs) {
        const { _id, movedFrom, claim } = ObjectDocument.parse(document)
        const came = movedFrom.at(-1) === restored
        if (!came && (movedFrom.length > 0 || claim === null || !keys.has(claim))) continue
        await objects.updateOne(
          { _id, contact: from },
          { $set: { contact: restored, movedFrom: came ? movedFrom.slice(0, -1) : [] } },
        )
      }
    },
  }
}
export type ObjectsStore = ReturnType<typeof createObjectsStore>

/** What a word about a row does to what is known of it. */
export function judgeRow(
  row: RowContent & Pick<ObjectRow, 'updatedAt'>,
  held: (RowContent & Pick<ObjectRow, 'updatedAt'>) | undefined,
): Upserted['what'] {
  if (held === undefined) return 'created'
  const order = row.updatedAt.getTime() - held.updatedAt.getTime()
  if (order < 0) return 'older'
  if (order > 0) return 'updated'
  // Two words of one moment: the greater text stays, whichever came first.
  const [ours, theirs] = [rowContent(row), rowContent(held)]
  return ours > theirs ? 'updated' : ours === theirs ? 'unchanged' : 'older'
}

/** What a row says, apart from when it was said. */
export const rowContent = ({ fields, claim, sealed = [] }: RowContent): string =>
  JSON.stringify([
    Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)),
    claim,
    ...sealed.map(({ field, key }) => `${field}:${key}`).sort(),
  ])
type RowContent = Pick<ObjectRow, 'fields' | 'claim' | 'sealed'>

function toRow(document: unknown): ObjectRow {
  const { _id: _, movedFrom: __, firstWord: ___, ...row } = ObjectDocument.parse(document)
  return row
}
