/**
 * `compact`: the collection's files are written anew, without what was deleted from it. PostgreSQL keeps a deleted row
 * where it was until a VACUUM, and its bytes even then; only VACUUM FULL, which holds the collection meanwhile, leaves
 * them behind. They also lie in the planner's samples of columns and in the write-ahead log: the samples are taken anew,
 * and the log is begun anew and cut off before this moment (`wal_recycle` is off, so that cut-off files are deleted).
 */
import { type Answer, OK } from './context.ts'
import { MongoError } from './errors.ts'
import type { PgConnection, PgRow } from './pg-client.ts'

const TABLES = `SELECT 'documentdb_data.' || c.relname, pg_total_relation_size(c.oid)::text
  FROM documentdb_api_catalog.collections k
  JOIN pg_class c ON c.relname IN ('documents_' || k.collection_id, 'retry_' || k.collection_id) AND c.relkind = 'r'
  WHERE k.database_name = $1 AND k.collection_name = $2`

/** One at a time: two that rewrite the planner's samples would wait for each other. */
const LOCK = 'SELECT pg_advisory_lock(7301)'
const UNLOCK = 'SELECT pg_advisory_unlock(7301)'

export const compact: Answer = async ({ statements, db, command, client }) => {
  if (client) throw new MongoError(263, 'OperationNotSupportedInTransaction', 'compact must not run in a transaction')
  return statements.pool.use(async (on) => {
    const before = await tablesOf(on, db, command.collection)
    if (before.length === 0) throw new MongoError(26, 'NamespaceNotFound', `there is no ${db}.${command.collection}`)
    await on.script(LOCK)
    try {
      for (const { table } of before) await on.script(`VACUUM (FULL, ANALYZE) ${table}`)
      for (const samples of ['pg_statistic', 'pg_statistic_ext_data'])
        await on.script(`VACUUM FULL pg_catalog.${samples}`)
      await on.script('SELECT pg_switch_wal()')
      await on.script('CHECKPOINT')
    } finally {
      await on.script(UNLOCK)
    }
    const freed = sizeOf(before) - sizeOf(await tablesOf(on, db, command.collection))
    return { bytesFreed: Math.max(0, freed), ...OK }
  })
}

type Table = { table: string; bytes: number }
const sizeOf = (tables: readonly Table[]) => tables.reduce((sum, { bytes }) => sum + bytes, 0)

async function tablesOf(on: PgConnection, db: string, collection: string): Promise<Table[]> {
  const rows: PgRow[] = await on.query(TABLES, [db, collection])
  return rows.map(([table, bytes]) => ({ table: String(table), bytes: Number(String(bytes)) }))
}
