/** `explain`, with a plan of PostgreSQL told in MongoDB's words. */
import { BSON, type Document } from 'bson'
import { isDocument } from './command.ts'
import type { Context } from './context.ts'
import { MongoError } from './errors.ts'
import type { Reply } from './wire.ts'

const FUNCTIONS: Readonly<Record<string, string>> = {
  find: 'find',
  aggregate: 'pipeline',
  count: 'count',
  distinct: 'distinct',
}

export async function explain(context: Context): Promise<Reply> {
  const inner = context.command.get('explain')
  if (!isDocument(inner)) throw new MongoError(14, 'TypeMismatch', 'explain takes a command')
  const kind = Object.keys(inner)[0] ?? ''
  const name = FUNCTIONS[kind]
  if (!name) throw new MongoError(115, 'CommandNotSupported', `explain of ${kind} is not supported`)
  const analyze = String(context.command.get('verbosity') ?? 'allPlansExecution') !== 'queryPlanner'
  const spec = BSON.serialize(BSON.deserialize(context.command.body).explain)
  const [json] = await context.query(
    `EXPLAIN (FORMAT JSON, ANALYZE ${analyze}, VERBOSE, TIMING ${analyze})
     SELECT document FROM documentdb_api_catalog.bson_aggregation_${name}($1,$2)`,
    [context.db, spec],
  )
  const [{ Plan: plan, ...times }] = JSON.parse(String(json))
  const winningPlan = stageOf(plan)
  const executionStats = {
    executionSuccess: true,
    nReturned: plan['Actual Rows'],
    executionTimeMillis: Math.round(times['Execution Time']),
    executionStages: winningPlan,
  }
  return {
    explainVersion: '1',
    command: inner,
    queryPlanner: { namespace: `${context.db}.${String(inner[kind])}`, winningPlan, rejectedPlans: [] },
    ...(analyze && { executionStats }),
    postgres: plan,
    ok: 1,
  }
}

function stageOf(plan: Document): Document {
  const plans: Document[] = plan.Plans ?? []
  const below = plans.map(stageOf)
  const seen = plan['Actual Rows'] === undefined ? {} : { nReturned: plan['Actual Rows'] }
  const inputs = below.length > 1 ? { inputStages: below } : below.length === 1 ? { inputStage: below[0] } : {}
  const kind = String(plan['Node Type'])
  const scan = { stage: 'IXSCAN', indexName: plan['Index Name'], indexCond: plan['Index Cond'] }
  if (kind === 'Index Scan' || kind === 'Index Only Scan') return { stage: 'FETCH', ...seen, inputStage: scan }
  if (kind === 'Bitmap Index Scan') return { ...scan, ...seen }
  if (kind === 'Bitmap Heap Scan') return { stage: 'FETCH', ...seen, ...inputs }
  if (kind === 'Seq Scan' || kind === 'Parallel Seq Scan') return { stage: 'COLLSCAN', ...seen, filter: plan.Filter }
  if (/Sort|Aggregate|Limit/.test(kind)) {
    return { stage: kind.replace('Aggregate', 'GROUP').toUpperCase(), ...seen, ...inputs }
  }
  const only = below.length === 1 ? below[0] : undefined
  return only ?? { stage: kind.toUpperCase(), ...seen, ...inputs }
}
