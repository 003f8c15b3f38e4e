/** What MongoDB says of a duplicate key. The engine names the index only, so the key is read off the operation. */
import type { Document } from 'bson'
import { decode, isDocument } from './command.ts'
import type { Context } from './context.ts'

export interface DuplicateKey {
  errmsg: string
  keyPattern: Document
  keyValue: Document
}

interface Clash {
  /** The engine's own message, which names the index. */
  message: string
  /** The inserted document, or an update with `q` and `u`. */
  operation: Document | undefined
  /** PostgreSQL's detail, which sometimes holds the whole key. */
  detail?: string
}

const FIND_INDEX = `SELECT (i.index_spec).index_name, (i.index_spec).index_key
  FROM documentdb_api_catalog.collection_indexes i JOIN documentdb_api_catalog.collections c USING (collection_id)
  WHERE c.database_name = $1 AND c.collection_name = $2 AND $3 IN (i.index_id::text, (i.index_spec).index_name)`

function fieldsOf({ operation, detail = '' }: Clash): Document {
  const whole = /=\(BSONHEX([0-9a-f]+)/.exec(detail)?.[1]
  if (whole) return decode(Buffer.from(whole, 'hex'))
  if (!operation) return {}
  if (!('q' in operation)) return operation
  const { q, u } = operation
  return { ...q, ...u, ...u?.$setOnInsert, ...u?.$set }
}

function valueAt(source: Document, path: string): unknown {
  if (path in source) return source[path] ?? null
  const parts = path.split('.')
  return parts.reduce<unknown>((at, part) => (isDocument(at) ? at[part] : undefined), source) ?? null
}

export async function describeDuplicateKey(context: Context, clash: Clash): Promise<DuplicateKey> {
  const { db, command, statements } = context
  const { collection } = command
  const named = /documents_rum_index_(\d+)/.exec(clash.message) ?? /[Ii]ndex '([^']+)'/.exec(clash.message)
  const index = named?.[1] ?? '_id_'
  const found = index === '_id_' ? [] : await statements.pool.use((on) => on.query(FIND_INDEX, [db, collection, index]))
  const name = String(found[0]?.[0] ?? index)
  const keyPattern: Document = found[0]?.[1] ? decode(found[0][1]) : { _id: 1 }
  const source = fieldsOf(clash)
  const keyValue: Document = Object.fromEntries(Object.keys(keyPattern).map((path) => [path, valueAt(source, path)]))
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`)
  const errmsg = `E11000 duplicate key error collection: ${db}.${collection} index: ${name} dup key: { ${shown.join(', ')} }`
  return { errmsg, keyPattern, keyValue }
}
