/** What the conformance tests share: an empty database per file, a collection of its own per test. */
import { type Db, type Document, type MongoClient, MongoServerError } from 'mongodb'
import { afterAll, beforeAll } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'

export function conformanceDatabase() {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let made = 0
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.close())
  const self = {
    get client(): MongoClient {
      return database.connection.getClient()
    },
    get db(): Db {
      return self.client.db(new URL(database.uri).pathname.slice(1))
    },
    async collectionOf(documents: Document[] = []) {
      // biome-ignore lint/suspicious/noExplicitAny: documents of every shape, as a stranger would send them
      const collection = self.db.collection<any>(`c${++made}`)
      if (documents.length > 0) await collection.insertMany(documents)
      return collection
    },
  }
  return self
}

/** The error that the work fails with, which the server must have told. */
export async function failure(work: Promise<unknown>): Promise<MongoServerError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof MongoServerError) return error
  throw error
}
