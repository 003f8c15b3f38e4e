/**
 * Connections to the engine. A connection is idle, lent or closed. One that was idle for a minute is closed, so a
 * burst does not keep the engine's memory for ever. While the engine is down (it is being started again), asking for
 * a connection waits for some seconds before it fails: that is what lets a driver's one retry succeed.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type PgAddress, PgConnection, PgError } from './pg-client.ts'

const IDLE_MS = 60_000
const PATIENCE_MS = 20_000
const ASK_AGAIN_MS = 50

interface Waiter {
  resolve(connection: PgConnection): void
  reject(error: unknown): void
}

const mayPass = (error: unknown): boolean =>
  error instanceof PgError && (error.state === undefined || error.state === '57P03' || error.state === '53300')

export class PgPool {
  private readonly idle: { connection: PgConnection; since: number }[] = []
  private readonly waiting: Waiter[] = []
  private size = 0
  private ended = false
  private readonly address: PgAddress
  private readonly max: number

  constructor(address: PgAddress, max: number) {
    this.address = address
    this.max = max
  }

  async acquire(): Promise<PgConnection> {
    for (let one = this.idle.pop(); one; one = this.idle.pop()) {
      if (!one.connection.closed) return one.connection
      this.size--
    }
    if (this.size >= this.max) return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }))
    this.size++
    try {
      return await this.open()
    } catch (error) {
      this.size--
      this.passOn()
      throw error
    }
  }

  private async open(): Promise<PgConnection> {
    const deadline = Date.now() + PATIENCE_MS
    for (;;) {
      try {
        return await PgConnection.open(this.address)
      } catch (error) {
        if (!mayPass(error) || this.ended || Date.now() > deadline) throw error
        await sleep(ASK_AGAIN_MS)
      }
    }
  }

  release(connection: PgConnection): void {
    if (connection.closed || this.ended) {
      this.size--
      if (!connection.closed) connection.end()
      this.passOn()
      return
    }
    const next = this.waiting.shift()
    if (next) next.resolve(connection)
    else this.idle.push({ connection, since: Date.now() })
  }

  /** A place became free without a connection to hand over: the next in line opens its own. */
  private passOn(): void {
    const next = this.waiting.shift()
    if (next) this.acquire().then(next.resolve, next.reject)
  }

  async use<T>(work: (connection: PgConnection) => Promise<T>): Promise<T> {
    const connection = await this.acquire()
    try {
      return await work(connection)
    } finally {
      this.release(connection)
    }
  }

  /** Closes what nobody used for a minute. */
  sweep(now = Date.now()): void {
    while (this.idle[0] && now - this.idle[0].since > IDLE_MS) {
      this.idle.shift()?.connection.end()
      this.size--
    }
  }

  end(): void {
    this.ended = true
    for (const { connection } of this.idle.splice(0)) connection.end()
  }
}
