/** One table: MongoDB's commands, each passed to the engine's function of the same meaning. */
import { type Document, UUID } from 'bson'
import { decode, isDocument } from './command.ts'
import { compact } from './compact.ts'
import { type Answer, type Context, OK } from './context.ts'
import { type Cursors, OPENERS } from './cursors.ts'
import { MongoError, mongoCode, unpackState } from './errors.ts'
import { explain } from './explain.ts'
import type { PgRow, PgValue } from './pg-client.ts'
import type { Transactions } from './transactions.ts'
import type { Reply } from './wire.ts'
import { findAndModify, write } from './writes.ts'

const ALIASES: Readonly<Record<string, string>> = {
  findandmodify: 'findAndModify',
  collstats: 'collStats',
  dbstats: 'dbStats',
}

/** The reply is the function's result as it is. */
const passed =
  (text: string, values: (context: Context) => PgValue[]): Answer =>
  async (context) =>
    (await context.query(text, values(context)))[0] ?? OK

const body = ({ command }: Context): PgValue[] => [command.body]
const dbAndBody = ({ db, command }: Context): PgValue[] => [db, command.body]
const scale = ({ command }: Context): number => Number(command.get('scale') ?? 1)

const STATELESS: Readonly<Record<string, Answer>> = {
  insert: (context) => write(context, 'insert'),
  update: (context) => write(context, 'update'),
  delete: (context) => write(context, 'delete'),
  findAndModify,
  explain,
  createIndexes,
  count: passed('SELECT document FROM documentdb_api.count_query($1,$2)', dbAndBody),
  distinct: passed('SELECT document FROM documentdb_api.distinct_query($1,$2)', dbAndBody),
  create: passed('SELECT documentdb_api.create_collection_view($1,$2)', dbAndBody),
  validate: passed('SELECT documentdb_api.validate($1,$2)', dbAndBody),
  listDatabases: passed('SELECT documentdb_api.list_databases($1)', body),
  renameCollection: passed('SELECT documentdb_api.rename_collection($1)', body),
  currentOp: passed('SELECT documentdb_api.current_op_command($1)', body),
  killOp: passed('SELECT documentdb_api.kill_op($1)', body),
  compact,
  collMod: passed('SELECT documentdb_api.coll_mod($1,$2,$3)', ({ db, command }) => [
    db,
    command.collection,
    command.body,
  ]),
  collStats: passed('SELECT documentdb_api.coll_stats($1,$2,$3)', (context) => [
    context.db,
    context.command.collection,
    scale(context),
  ]),
  dbStats: passed('SELECT documentdb_api.db_stats($1,$2)', (context) => [context.db, scale(context)]),
  dropIndexes: async (context) =>
    ofOneShard(await context.query('CALL documentdb_api.drop_indexes($1,$2,NULL)', dbAndBody(context))),
  drop: async ({ db, command, query }) => {
    await query('SELECT documentdb_api.drop_collection($1,$2)', [db, command.collection])
    return { ns: `${db}.${command.collection}`, ok: 1 }
  },
  dropDatabase: async ({ db, query }) => {
    await query('SELECT documentdb_api.drop_database($1)', [db])
    return { dropped: db, ok: 1 }
  },
  startSession: async () => ({ id: { id: new UUID() }, timeoutMinutes: 30, ok: 1 }),
  commitTransaction: outsideTransaction,
  abortTransaction: outsideTransaction,
}

async function outsideTransaction(): Promise<Reply> {
  throw new MongoError(125, 'CommandFailed', 'a transaction command must run within a transaction')
}

/** What remembers something between commands. */
export interface Memory {
  readonly cursors: Cursors
  readonly transactions: Transactions
  forgetRetries(session: string): void
}

export async function answerCommand(context: Context, memory: Memory): Promise<Reply> {
  const name = ALIASES[context.command.name] ?? context.command.name
  const opener = OPENERS[name]
  if (opener) return memory.cursors.open(context, opener)
  const stateless = STATELESS[name]
  if (stateless) return stateless(context)
  if (name === 'getMore') return memory.cursors.getMore(context)
  if (name === 'killCursors') return memory.cursors.kill(context)
  if (name === 'endSessions' || name === 'killSessions') return endSessions(context, memory)
  throw new MongoError(59, 'CommandNotFound', `no such command: '${name}'`)
}

async function endSessions({ command }: Context, memory: Memory): Promise<Reply> {
  const given = command.get(command.name)
  for (const one of Array.isArray(given) ? given : []) {
    const id: unknown = isDocument(one) ? one.id?.buffer : undefined
    if (!(id instanceof Uint8Array)) continue
    const session = Buffer.from(id).toString('hex')
    await memory.transactions.forget(session)
    memory.forgetRetries(session)
  }
  return OK
}

const CREATE_INDEXES = 'SELECT documentdb_api_internal.create_indexes_non_concurrently($1,$2,true)'
const COLLECTION_ID =
  'SELECT collection_id::text FROM documentdb_api_catalog.collections WHERE database_name = $1 AND collection_name = $2'

async function createIndexes(context: Context): Promise<Reply> {
  const reply = ofOneShard(await context.query(CREATE_INDEXES, dbAndBody(context)))
  // The planner needs to know how large the collection is; autovacuum would tell it some seconds later only. If the
  // collection is dropped meanwhile there is nothing to tell.
  if (!context.client) await analyze(context).catch(() => undefined)
  return reply
}

async function analyze({ statements, db, command }: Context): Promise<void> {
  await statements.pool.use(async (on) => {
    const [row] = await on.query(COLLECTION_ID, [db, command.collection])
    if (row) await on.script(`ANALYZE documentdb_data.documents_${String(row[0])}`)
  })
}

/** Index commands answer per shard; a driver wants the one shard's answer. */
function ofOneShard(row: PgRow): Reply {
  const reply = decode(row[0])
  const shards: Document[] = Object.values(reply.raw ?? {})
  const inner = shards[0] ?? reply
  if (inner.ok === 0 && typeof inner.code === 'number' && inner.code > 1 << 20) {
    const [code, codeName] = mongoCode(unpackState(inner.code), false)
    throw new MongoError(code, codeName, String(inner.errmsg))
  }
  return { ...inner, ok: inner.ok ?? 1 }
}
