import mongoose from 'mongoose'
import { z } from 'zod'
import { MiniSession } from '../../shared/api/mini.ts'
import type { Line } from './line.ts'
import { startTestDatabase, type TestDatabase } from './start-test-database.ts'
import { until } from './until.ts'

/** A database server of its own, whose files can be looked through: what was erased may be in none. */
export async function databaseToSearch() {
  const database: TestDatabase = await startTestDatabase()
  const connection = await mongoose.createConnection(database.uri).asPromise()
  return {
    ...database,
    connection,
    async stop(): Promise<void> {
      await connection.close()
      await database.stop()
    },
  }
}
export type DatabaseToSearch = Awaited<ReturnType<typeof databaseToSearch>>

/** `<collection>: <word>` for each of the words that any collection still holds. */
export async function heldIn(connection: mongoose.Connection, words: readonly string[]): Promise<string[]> {
  const names = (await connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? []
  const held: string[] = []
  for (const { name } of names.filter((one) => !one.name.startsWith('system.'))) {
    const text = JSON.stringify(await connection.collection(name).find().toArray())
    for (const word of words) if (text.includes(word)) held.push(`${name}: ${word}`)
  }
  return held
}

/** She registers in the mini-program with her name and number, and turns out to be that record of the CRM. */
export async function registersAsRecord(
  line: Line,
  { person, identity, record, name, phone }: Record<'person' | 'identity' | 'record' | 'name' | 'phone', string>,
): Promise<string> {
  const { code } = z.object({ code: z.string() }).parse(await line.play(`/people/${person}/mini/login`))
  const { token } = MiniSession.parse(await line.api('POST', '/mini/session', { code, scene: null }))
  await line.api('POST', '/mini/forms/register', { fields: { name, phone, interest: '会员复购' } }, token)
  return until('the follower and the record are one', async () => {
    const [follower, known] = [await line.contact(identity), await line.contact(record)]
    return follower.id === known.id && follower.id
  })
}
