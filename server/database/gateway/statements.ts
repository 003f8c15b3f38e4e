/** Runs the engine's functions: with a time limit, and again when the engine undid a statement because of a conflict. */
import { isTransient } from './errors.ts'
import type { PgAddress, PgConnection, PgRow, PgValue } from './pg-client.ts'
import { PgPool } from './pg-pool.ts'

const MOST_ATTEMPTS = 50

export interface Statement {
  readonly text: string
  readonly values: readonly PgValue[]
  /** `database.collection`: whoever lost a conflict on it waits for its turn there. */
  readonly namespace: string
  /** Nothing, or 0: no limit. */
  readonly maxTimeMS: number
  /** The connection of an open transaction. */
  readonly client: PgConnection | undefined
}

const SEARCH_PATH = '-c search_path=documentdb_api_catalog,documentdb_api,public -c client_min_messages=error'

export class Statements {
  readonly pool: PgPool
  /** Apart from the others, so that open transactions can never keep all connections to themselves. */
  readonly transactionPool: PgPool
  /** The last of those who retry on a collection. */
  private readonly turns = new Map<string, Promise<void>>()

  constructor(address: PgAddress, poolSize: number) {
    const own = { ...address, options: SEARCH_PATH }
    this.pool = new PgPool(own, poolSize)
    this.transactionPool = new PgPool(own, 2 * poolSize)
  }

  async run({ text, values, namespace, maxTimeMS, client }: Statement): Promise<PgRow> {
    const work = async (on: PgConnection): Promise<PgRow> => {
      if (maxTimeMS <= 0) return (await on.query(text, values))[0] ?? []
      await on.script(`SET statement_timeout=${Math.trunc(maxTimeMS)}`)
      try {
        return (await on.query(text, values))[0] ?? []
      } finally {
        // In a failed transaction this is refused, and the rollback that follows resets it.
        await on.script('RESET statement_timeout').catch(() => undefined)
      }
    }
    if (client) return work(client)
    try {
      return await this.pool.use(work)
    } catch (error) {
      if (!isTransient(error)) throw error
    }
    // MongoDB, too, retries conflicts outside transactions by itself. Those who lost one retry in turn: writers of one
    // unique key deadlock each other in this engine, and would do so for minutes if all of them tried again at once.
    return this.inTurn(namespace, async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.pool.use(work)
        } catch (error) {
          if (!isTransient(error) || attempt >= MOST_ATTEMPTS) throw error
        }
      }
    })
  }

  private async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.turns.get(key) ?? Promise.resolve()).then(work)
    const settled = mine.then(
      () => undefined,
      () => undefined,
    )
    this.turns.set(key, settled)
    try {
      return await mine
    } finally {
      if (this.turns.get(key) === settled) this.turns.delete(key)
    }
  }

  sweep(): void {
    this.pool.sweep()
    this.transactionPool.sweep()
  }

  end(): void {
    this.pool.end()
    this.transactionPool.end()
  }
}
