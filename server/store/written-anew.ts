import mongoose from 'mongoose'

/** Deleted rows are gone from every answer at once, but not from the files: a collection must be written anew for that. */
export type WriteAnew = (collections: readonly string[]) => Promise<void>

const NAMESPACE_NOT_FOUND = 26

export class NotWrittenAnew extends Error {
  readonly code = 'store.not-written-anew'
  constructor(collection: string, options: ErrorOptions) {
    super(`The collection ${collection} could not be compacted`, options)
    this.name = 'NotWrittenAnew'
  }
}

/** One collection after the other; each stands still while it is written. One that does not exist holds nothing. */
export const createWriteAnew =
  (connection: mongoose.Connection): WriteAnew =>
  async (collections) => {
    for (const collection of collections) {
      try {
        await connection.db?.command({ compact: collection, force: true })
      } catch (error) {
        if (error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND) continue
        throw new NotWrittenAnew(collection, { cause: error })
      }
    }
  }
