/**
 * Transactions. Each holds a connection of its own from its first command to its end: active, then committed or
 * aborted. Any error in between rolls it back at once, because PostgreSQL would refuse every further statement.
 * Committing twice answers the same (a driver repeats a commit whose answer got lost); an aborted one stays aborted.
 */
import { asBigInt, type Command } from './command.ts'
import { OK } from './context.ts'
import { MongoError } from './errors.ts'
import type { PgConnection } from './pg-client.ts'
import type { PgPool } from './pg-pool.ts'
import type { Reply } from './wire.ts'

const REMEMBERED_MS = 30 * 60_000
const BEGIN = `BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout='200ms'; SET LOCAL idle_in_transaction_session_timeout='60s'`

interface Transaction {
  readonly number: bigint
  state: 'active' | 'committed' | 'aborted'
  client: PgConnection | undefined
  used: number
}

export class Transactions {
  private readonly bySession = new Map<string, Transaction>()
  private readonly pool: PgPool

  constructor(pool: PgPool) {
    this.pool = pool
  }

  /** Runs a command within the session's transaction; `work` gets the connection that holds it. */
  async run(session: string, command: Command, work: (client: PgConnection) => Promise<Reply>): Promise<Reply> {
    const number = asBigInt(command.get('txnNumber'))
    if (command.get('startTransaction') === true) await this.begin(session, number)
    const transaction = this.bySession.get(session)
    const current = transaction?.number === number
    if (command.name === 'commitTransaction' && current && transaction.state === 'committed') return OK
    if (command.name === 'abortTransaction' && transaction?.state !== 'active') return OK
    if (!current || !transaction.client || transaction.state !== 'active') {
      const message = `Given transaction number ${number} does not match any in-progress transactions.`
      throw new MongoError(251, 'NoSuchTransaction', message, ['TransientTransactionError'])
    }
    transaction.used = Date.now()
    if (command.name === 'commitTransaction' || command.name === 'abortTransaction') {
      await this.end(session, command.name === 'commitTransaction' ? 'COMMIT' : 'ROLLBACK')
      return OK
    }
    try {
      const reply = await work(transaction.client)
      if (!Buffer.isBuffer(reply) && Array.isArray(reply.writeErrors)) await this.end(session, 'ROLLBACK')
      return reply
    } catch (error) {
      await this.abandon(session)
      throw error
    }
  }

  private async begin(session: string, number: bigint): Promise<void> {
    await this.abandon(session)
    const client = await this.pool.acquire()
    this.bySession.set(session, { number, state: 'active', client, used: Date.now() })
    await client.script(BEGIN)
  }

  private async end(session: string, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const transaction = this.bySession.get(session)
    const client = transaction?.client
    if (!transaction || !client) return
    transaction.client = undefined
    transaction.state = 'aborted'
    try {
      await client.script(how)
      if (how === 'COMMIT') transaction.state = 'committed'
    } finally {
      this.pool.release(client)
    }
  }

  private async abandon(session: string): Promise<void> {
    // When the rollback cannot be said any more, the connection is gone and PostgreSQL has rolled back by itself.
    await this.end(session, 'ROLLBACK').catch(() => undefined)
  }

  async forget(session: string): Promise<void> {
    await this.abandon(session)
    this.bySession.delete(session)
  }

  sweep(now = Date.now()): void {
    for (const [session, { state, used }] of this.bySession) {
      if (state !== 'active' && now - used > REMEMBERED_MS) this.bySession.delete(session)
    }
  }
}
