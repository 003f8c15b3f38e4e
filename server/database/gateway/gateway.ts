/**
 * A MongoDB server on top of the engine: it takes MongoDB's commands and passes their BSON to DocumentDB's SQL
 * functions. It is not a place for features. It listens on loopback only.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { asBigInt, type Command } from './command.ts'
import { answerCommand, type Memory } from './commands.ts'
import type { Context } from './context.ts'
import { Cursors } from './cursors.ts'
import { MongoError, toMongoError } from './errors.ts'
import { type Client, LOCAL_COMMANDS } from './local-commands.ts'
import { type PgAddress, type PgConnection, PgError } from './pg-client.ts'
import { Guard } from './scram.ts'
import { Statements } from './statements.ts'
import { Transactions } from './transactions.ts'
import { type Reply, serveConnection } from './wire.ts'

const LOOPBACK = '127.0.0.1'
const POOL_SIZE = 32
const SWEEP_MS = 30_000
const MOST_RETRIES_REMEMBERED = 10_000

interface Retry {
  readonly number: bigint
  readonly reply: Promise<Reply>
}

export class Gateway {
  private readonly statements: Statements
  private readonly memory: Memory
  private readonly server: Server
  /** The last retryable write of each session, so that a retry gets the first try's answer. */
  private readonly retries = new Map<string, Retry>()
  private readonly sockets = new Set<Socket>()
  private readonly sweeper: NodeJS.Timeout
  private connections = 0

  /** Without a password everybody on this machine may come in. */
  constructor(address: PgAddress, password?: string) {
    this.statements = new Statements(address, POOL_SIZE)
    this.memory = {
      cursors: new Cursors(this.statements),
      transactions: new Transactions(this.statements.transactionPool),
      forgetRetries: (session) => void this.retries.delete(session),
    }
    this.server = createServer((socket) => {
      const client = { socket, id: ++this.connections }
      const guard = new Guard(password)
      this.sockets.add(socket.on('close', () => this.sockets.delete(socket)))
      serveConnection(socket, (command) => this.answer(command, client, guard))
    })
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref()
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, LOOPBACK, () => {
        this.server.off('error', reject)
        resolve()
      })
    })
    return portOf(this.server.address())
  }

  /** Open transactions are not rolled back one by one: PostgreSQL does that when their connections end. */
  async close(): Promise<void> {
    clearInterval(this.sweeper)
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
    this.statements.end()
  }

  private sweep(): void {
    this.memory.cursors.sweep()
    this.memory.transactions.sweep()
    this.statements.sweep()
    const tooMany = Math.max(0, this.retries.size - MOST_RETRIES_REMEMBERED)
    for (const session of [...this.retries.keys()].slice(0, tooMany)) this.retries.delete(session)
  }

  private async answer(command: Command, client: Client, guard: Guard): Promise<Reply> {
    let inTransaction = false
    try {
      const atTheDoor = guard.answer(command)
      if (atTheDoor) return atTheDoor
      const local = LOCAL_COMMANDS[command.name]
      if (local) return guard.greet(local(command, client), command)
      const session = command.has('txnNumber') ? command.session : undefined
      if (session === undefined) return await this.run(command, undefined)
      inTransaction = command.get('autocommit') === false
      if (!inTransaction) return await this.runOnce(session, command)
      return await this.memory.transactions.run(session, command, (connection) => this.run(command, connection))
    } catch (error) {
      const expected = error instanceof MongoError || error instanceof PgError
      if (!expected) console.error(`${command.name} failed:`, error) // a fault of the gateway's own, into its log
      return toMongoError(error, inTransaction).toReply()
    }
  }

  /** A retryable write: the second try of the same number gets the first one's answer. */
  private async runOnce(session: string, command: Command): Promise<Reply> {
    const number = asBigInt(command.get('txnNumber'))
    const known = this.retries.get(session)
    if (known?.number === number) return known.reply
    const reply = this.run(command, undefined)
    this.retries.delete(session) // so that the map stays in the order of use
    this.retries.set(session, { number, reply })
    reply.catch(() => {
      if (this.retries.get(session)?.reply === reply) this.retries.delete(session)
    })
    return reply
  }

  private run(command: Command, client: PgConnection | undefined): Promise<Reply> {
    const { db } = command
    const { statements } = this
    // On a getMore it is how long to wait for more, not a limit.
    const maxTimeMS = command.name === 'getMore' ? 0 : Number(command.get('maxTimeMS') ?? 0)
    const namespace = `${db}.${command.collection}`
    const context: Context = {
      command,
      db,
      client,
      statements,
      query: (text, values) => statements.run({ text, values, namespace, maxTimeMS, client }),
    }
    return answerCommand(context, this.memory)
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on no TCP port')
  return address.port
}
