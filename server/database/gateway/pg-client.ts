/**
 * A small PostgreSQL client. The usual ones read every result as text, which would turn each BSON document into
 * hexadecimal and back; this one asks for binary results and hands out the bytes as they came.
 */
import { connect, type Socket } from 'node:net'
import { Framer } from './framer.ts'

export interface PgAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  readonly options?: string
}
export type PgValue = string | number | Uint8Array | null
export type PgRow = (Buffer | null)[]

const LOST = 'the connection to the engine was lost'

export class PgError extends Error {
  /** The SQLSTATE; none if the connection was lost or could not be made. */
  readonly state: string | undefined
  readonly detail: string

  constructor(message: string, state?: string, detail = '') {
    super(message)
    this.state = state
    this.detail = detail
  }
}

interface Pending {
  rows: PgRow[]
  error: PgError | undefined
  /** The statement that was parsed with it and must be forgotten if it fails. */
  statement: string | undefined
  resolve(rows: PgRow[]): void
  reject(error: Error): void
}

const cstring = (text: string): Buffer => Buffer.from(`${text}\0`)

function int16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) bytes.writeInt16BE(value, i * 2)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const SYNC = Buffer.from([0x53, 0, 0, 0, 4])
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0])
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4])
const PROTOCOL_3_0 = 196_608

function message(type: string, parts: readonly Uint8Array[]): Uint8Array[] {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(
    parts.reduce((sum, part) => sum + part.length, 4),
    1,
  )
  return [head, ...parts]
}

function rowOf(frame: Buffer): PgRow {
  const row: PgRow = []
  for (let at = 7, left = frame.readInt16BE(5); left > 0; left--) {
    const length = frame.readInt32BE(at)
    row.push(length < 0 ? null : frame.subarray(at + 4, at + 4 + length))
    at += 4 + Math.max(length, 0)
  }
  return row
}

function errorOf(frame: Buffer): PgError {
  const fields = new Map(
    frame
      .toString('utf8', 5)
      .split('\0')
      .map((field) => [field[0], field.slice(1)]),
  )
  return new PgError(fields.get('M') ?? 'unknown error', fields.get('C'), fields.get('D'))
}

export class PgConnection {
  closed = false
  private readonly socket: Socket
  private readonly pending: Pending[] = []
  private readonly statements = new Map<string, string>()
  private parsed = 0

  private constructor(socket: Socket) {
    this.socket = socket
    const framer = new Framer(5, (head) => head.readInt32BE(1) + 1)
    socket.on('data', (chunk: Buffer) => {
      for (const frame of framer.push(chunk)) this.receive(frame)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.closed = true
      for (const one of this.pending.splice(0)) one.reject(one.error ?? new PgError(LOST))
    })
  }

  static async open(address: PgAddress): Promise<PgConnection> {
    const socket = connect(`${address.host}/.s.PGSQL.${address.port}`)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', (error) => reject(new PgError(`the engine cannot be reached: ${error.message}`)))
    })
    const connection = new PgConnection(socket)
    const options = address.options ? ['options', address.options] : []
    const words = ['user', address.user, 'database', address.database, 'client_encoding', 'UTF8', ...options, '']
    const body = Buffer.concat([int32(PROTOCOL_3_0), ...words.map(cstring)])
    await connection.submit([int32(body.length + 4), body])
    return connection
  }

  private submit(parts: readonly Uint8Array[], statement?: string): Promise<PgRow[]> {
    if (this.closed) return Promise.reject(new PgError(LOST))
    return new Promise((resolve, reject) => {
      this.pending.push({ rows: [], error: undefined, statement, resolve, reject })
      this.socket.cork()
      for (const part of parts) this.socket.write(part)
      this.socket.uncork()
    })
  }

  private receive(frame: Buffer): void {
    const one = this.pending[0]
    switch (frame.toString('latin1', 0, 1)) {
      case 'D': // a row
        one?.rows.push(rowOf(frame))
        return
      case 'E':
        if (!one) return
        one.error = errorOf(frame)
        if (one.statement) this.statements.delete(one.statement)
        return
      case 'Z': // ready for the next
        this.pending.shift()
        if (one?.error) one.reject(one.error)
        else one?.resolve(one.rows)
        return
      case 'R': // authentication; only "no password" is known: the socket's folder is the lock
        if (frame.readInt32BE(5) === 0 || !one) return
        one.error = new PgError('the engine asks for a password', '28000')
        this.socket.destroy()
        return
      default: // notices, parameter status and completion tags
        return
    }
  }

  /** Runs one statement. It is parsed once for each connection. Values given as bytes go as bytes. */
  query(text: string, values: readonly PgValue[] = []): Promise<PgRow[]> {
    const known = this.statements.get(text)
    const name = known ?? `s${this.parsed++}`
    const parts: Uint8Array[] = known ? [] : message('P', [cstring(name), cstring(text), int16(0)])
    if (!known) this.statements.set(text, name)
    const bytes = values.map((value) =>
      value === null || value instanceof Uint8Array ? value : Buffer.from(String(value)),
    )
    const formats = values.map((value) => (value instanceof Uint8Array ? 1 : 0))
    const bind = message('B', [
      Buffer.from([0]),
      cstring(name),
      int16(values.length, ...formats),
      int16(values.length),
      ...bytes.flatMap((value) => (value ? [int32(value.length), value] : [int32(-1)])),
      int16(1, 1), // every result column in binary
    ])
    parts.push(...bind, EXECUTE, SYNC)
    return this.submit(parts, known ? undefined : text)
  }

  /** Runs statements without values, one after the other. */
  async script(text: string): Promise<void> {
    await this.submit(message('Q', [cstring(text)]))
  }

  end(): void {
    this.socket.end(TERMINATE)
  }
}
