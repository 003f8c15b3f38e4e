import { BSON, type Document } from 'bson'
import { expect, test } from 'vitest'
import { Command } from './command.ts'
import type { Context } from './context.ts'
import type { PgRow, PgValue } from './pg-client.ts'
import { Statements } from './statements.ts'
import { write } from './writes.ts'

const packed = (state: string): number =>
  [...state].reduce((sum, character, i) => sum + ((character.charCodeAt(0) - 48) << (6 * i)), 0)
const LOST_RACE = { code: packed('M001C'), errmsg: 'duplicate key' }

/** An engine that answers an update command with these replies, one after the other, and notes what it was given. */
function engineSaying(replies: Document[], ordered: boolean, updates: Document[]) {
  const given: Document[][] = []
  const query = async (_text: string, values: readonly PgValue[]): Promise<PgRow> => {
    const rest = values[2]
    const command = new Command({
      requestId: 1,
      body: Buffer.from(BSON.serialize({ update: 'c', ...(rest ? {} : { updates }) })),
      ...(rest instanceof Uint8Array && { sequences: new Map([['updates', Buffer.from(rest)]]) }),
    })
    given.push(command.rawDocuments('updates').map((bytes) => BSON.deserialize(bytes)))
    const reply = replies[given.length - 1] ?? {}
    return [Buffer.from(BSON.serialize(reply)), Buffer.from([reply.writeErrors ? 0 : 1])]
  }
  const command = new Command({ requestId: 1, body: Buffer.from(BSON.serialize({ update: 'c', updates, ordered })) })
  const nowhere = { host: '/nowhere', port: 0, user: '', database: '' }
  const context: Context = { command, db: 'd', statements: new Statements(nowhere, 1), client: undefined, query }
  return { context, given }
}

const upsert = (k: string): Document => ({ q: { k }, u: { $inc: { n: 1 } }, upsert: true })
const ALL = [upsert('a'), upsert('b'), upsert('c')]

test('an upsert that lost a race in an unordered list is done again alone', async () => {
  const first = { n: 2, nModified: 2, writeErrors: [{ index: 1, ...LOST_RACE }], ok: 1 }
  const { context, given } = engineSaying([first, { n: 1, nModified: 1, ok: 1 }], false, ALL)
  expect(await write(context, 'update')).toEqual({ n: 3, nModified: 3, ok: 1 })
  expect(given).toEqual([ALL, [ALL[1]]])
})

test('in an ordered list it is done again with all that came after it, and their places are kept', async () => {
  const first = { n: 1, nModified: 1, writeErrors: [{ index: 1, ...LOST_RACE }], ok: 1 }
  const second = { n: 2, nModified: 1, upserted: [{ index: 1, _id: 7 }], ok: 1 }
  const { context, given } = engineSaying([first, second], true, ALL)
  expect(await write(context, 'update')).toEqual({ n: 3, nModified: 2, upserted: [{ index: 2, _id: 7 }], ok: 1 })
  expect(given).toEqual([ALL, ALL.slice(1)])
})
