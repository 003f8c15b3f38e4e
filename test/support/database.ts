import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { inject } from 'vitest'

/** A connection to an empty database with a name of its own; `close` drops it. */
export async function freshDatabase(): Promise<{
  uri: string
  connection: mongoose.Connection
  close(): Promise<void>
}> {
  const url = new URL(inject('mongodbUri'))
  url.pathname = `/test_${randomBytes(6).toString('hex')}`
  const uri = url.toString()
  const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
  return {
    uri,
    connection,
    async close() {
      await connection.dropDatabase()
      await connection.close()
    },
  }
}
