import type mongoose from 'mongoose'
import type { AboutPerson } from './about-person.ts'

/** One collection that holds something of people: how its rows of one person are found, and how they go. */
export type Holding = {
  kind: 'people'
  /** Heading in what a person is given of themselves. */
  label: string
  /** The rows of this person, as they lie. */
  find(connection: mongoose.Connection, about: AboutPerson): AsyncIterable<Row>
  /** Removes them; says how many. Safe to repeat. */
  forget(connection: mongoose.Connection, about: AboutPerson): Promise<number>
}
/** One that holds nothing of people, and why that is so. */
export type NoHolding = { kind: 'nobody'; why: string }

export type Row = { _id: string } & Record<string, unknown>
type Filter = mongoose.mongo.Filter<Row>

const PAGE = 500

export const nobody = (why: string): NoHolding => ({ kind: 'nobody', why })

/** The rows that a filter finds are deleted. */
export function rows(name: string, label: string, filterOf: (about: AboutPerson) => Filter): Holding {
  return {
    kind: 'people',
    label,
    find: (connection, about) => connection.collection<Row>(name).find(filterOf(about)),
    async forget(connection, about) {
      return (await connection.collection<Row>(name).deleteMany(filterOf(about))).deletedCount
    },
  }
}

/** Rows that reports count: what is left of one, `remains`, names nobody; null leaves nothing. The copy stands first. */
export function counted(
  name: string,
  label: string,
  filterOf: (about: AboutPerson) => Filter,
  remains: (row: Row) => Row | null,
): Holding {
  return {
    ...rows(name, label, filterOf),
    async forget(connection, about) {
      const collection = connection.collection<Row>(name)
      let gone = 0
      for (;;) {
        const found = await collection.find(filterOf(about)).limit(PAGE).toArray()
        if (found.length === 0) return gone
        const kept = found.flatMap((row) => remains(row) ?? [])
        if (kept.length > 0)
          await collection.bulkWrite(
            kept.map(({ _id, ...replacement }) => ({ replaceOne: { filter: { _id }, replacement, upsert: true } })),
            { ordered: false },
          )
        gone += (await collection.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })).deletedCount
      }
    },
  }
}

/** Rows that only reading each can tell: sealed ones, and such as carry a packed name. */
export function looked(
  name: string,
  label: string,
  where: Filter,
  isTheirs: (row: Row, about: AboutPerson) => boolean,
): Holding {
  const find = async function* (connection: mongoose.Connection, about: AboutPerson) {
    for await (const row of connection.collection<Row>(name).find(where, { batchSize: PAGE }))
      if (isTheirs(row, about)) yield row
  }
  return {
    kind: 'people',
    label,
    find,
    async forget(connection, about) {
      let gone = 0
      for await (const { _id } of find(connection, about))
        gone += (await connection.collection<Row>(name).deleteOne({ _id })).deletedCount
      return gone
    },
  }
}

const special = /[\\^$.*+?()[\]{}|/-]/g
/** A filter for texts in which one of these stands; none of them finds nothing. */
export const anyOf = (texts: readonly string[]) => ({
  $regex: texts.length === 0 ? '$^x' : texts.map((text) => text.replace(special, '\\$&')).join('|'),
})
