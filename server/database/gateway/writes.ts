/** insert, update, delete and findAndModify, with the errors a MongoDB driver expects of them. */
import type { Document } from 'bson'
import { decode } from './command.ts'
import type { Context } from './context.ts'
import { describeDuplicateKey } from './duplicate-key.ts'
import { MongoError, mongoCode, toMongoError, unpackState } from './errors.ts'
import { PgError } from './pg-client.ts'
import type { Reply } from './wire.ts'

const UPSERT_ATTEMPTS = 5
const DUPLICATE_KEY = 'M001C'

/** Where a write command keeps its operations. */
const OPERATIONS = { insert: 'documents', update: 'updates', delete: 'deletes' } as const
export type WriteName = keyof typeof OPERATIONS

const isTrue = (bytes: Buffer | null | undefined): boolean => bytes?.[0] === 1
const call = (name: WriteName): string => `SELECT p_result, p_success FROM documentdb_api.${name}($1,$2,$3)`

export async function write(context: Context, name: WriteName): Promise<Reply> {
  const { command, db } = context
  const field = OPERATIONS[name]
  const row = await context.query(call(name), [db, command.body, command.sequences.get(field) ?? null])
  if (isTrue(row[1]) && row[0]) return row[0]
  const reply = decode(row[0])
  const operations = command.rawDocuments(field)
  if (name === 'update' && !context.client) await retryUpserts(context, reply, operations)
  for (const error of writeErrors(reply)) {
    const [code, codeName] = mongoCode(unpackState(error.code), context.client !== undefined)
    error.code = code
    if (code === 11000) {
      const operation = decode(operations[error.index])
      Object.assign(error, await describeDuplicateKey(context, { message: String(error.errmsg), operation }))
    } else if (code === 112 || code === 24 || code === 1) {
      throw new MongoError(code, codeName, String(error.errmsg), context.client ? ['TransientTransactionError'] : [])
    }
  }
  return reply
}

const writeErrors = (reply: Document): Document[] => reply.writeErrors ?? []

/** Upserts raced for one key: MongoDB lets the loser try again, and then it finds the winner's document. */
async function retryUpserts(context: Context, reply: Document, operations: Buffer[]): Promise<void> {
  const { command, db } = context
  for (let attempt = 0; attempt < UPSERT_ATTEMPTS; attempt++) {
    const errors = writeErrors(reply)
    const lost = (error: Document): boolean =>
      unpackState(error.code) === DUPLICATE_KEY && decode(operations[error.index]).upsert === true
    const again = errors.filter(lost).map((error): number => error.index)
    if (again.length === 0) return
    // An ordered list stopped at its first error, so what comes after it has not run either.
    const indexes = command.get('ordered') === false ? again : [...operations.keys()].slice(again[0])
    const rest = Buffer.concat(indexes.flatMap((index) => operations[index] ?? []))
    const more = decode((await context.query(call('update'), [db, command.without('updates'), rest]))[0])
    const moved = (items: Document[] = []): Document[] =>
      items.map((item) => ({ ...item, index: indexes[item.index] ?? item.index }))
    const upserted = [...(reply.upserted ?? []), ...moved(more.upserted)]
    const failed = [...errors.filter((error) => !again.includes(error.index)), ...moved(more.writeErrors)]
    reply.n += more.n
    reply.nModified = (reply.nModified ?? 0) + (more.nModified ?? 0)
    if (upserted.length > 0) reply.upserted = upserted
    if (failed.length > 0) reply.writeErrors = failed
    else delete reply.writeErrors
  }
}

const FIND_AND_MODIFY = 'SELECT p_result, p_success FROM documentdb_api.find_and_modify($1,$2)'

export async function findAndModify(context: Context): Promise<Reply> {
  const { command, db } = context
  for (let attempt = 0; ; attempt++) {
    try {
      const row = await context.query(FIND_AND_MODIFY, [db, command.body])
      return row[0] ?? decode(null)
    } catch (error) {
      const failed = toMongoError(error, context.client !== undefined)
      if (failed.code !== 11000) throw error
      if (command.get('upsert') === true && attempt < UPSERT_ATTEMPTS && !context.client) continue
      const { errmsg, ...fields } = await describeDuplicateKey(context, {
        message: failed.message,
        operation: { q: command.get('query'), u: command.get('update') },
        detail: error instanceof PgError ? error.detail : '',
      })
      throw new MongoError(11000, 'DuplicateKey', errmsg, [], fields)
    }
  }
}
