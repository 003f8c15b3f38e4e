import { BSON, type Document } from 'bson'

const EMPTY_DOCUMENT = Buffer.from([5, 0, 0, 0, 0])

export const isDocument = (value: unknown): value is Document => typeof value === 'object' && value !== null
export const decode = (bytes: Uint8Array | null | undefined): Document => BSON.deserialize(bytes ?? EMPTY_DOCUMENT)
export const asBigInt = (value: unknown): bigint => (typeof value === 'bigint' ? value : BigInt(Number(value ?? 0)))

interface Field {
  readonly type: number
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

/** One command. The body stays BSON; single top-level fields are decoded when asked for. */
export class Command {
  readonly requestId: number
  readonly body: Buffer
  /** Kind-1 sections: documents one after the other, by field name. */
  readonly sequences: ReadonlyMap<string, Buffer>
  /** It came as OP_QUERY, as the first hello of a connection does. */
  readonly legacy: boolean
  readonly wantsReply: boolean
  /** The client reads on after the first reply. */
  readonly wantsStream: boolean
  readonly name: string
  private readonly fields = new Map<string, Field>()
  private readonly legacyDb: string

  constructor(given: {
    requestId: number
    body: Buffer
    sequences?: ReadonlyMap<string, Buffer>
    legacyDb?: string
    wantsReply?: boolean
    wantsStream?: boolean
  }) {
    this.requestId = given.requestId
    this.body = given.body
    this.sequences = given.sequences ?? new Map<string, Buffer>()
    this.legacyDb = given.legacyDb ?? ''
    this.legacy = this.legacyDb !== ''
    this.wantsReply = given.wantsReply ?? true
    this.wantsStream = given.wantsStream ?? false
    for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(this.body)) {
      const name = this.body.toString('latin1', nameOffset, nameOffset + nameLength)
      this.fields.set(name, { type, start: nameOffset - 1, valueStart: offset, end: offset + length })
    }
    this.name = this.fields.keys().next().value ?? ''
  }

  has(field: string): boolean {
    return this.fields.has(field)
  }

  get(field: string): unknown {
    const found = this.fields.get(field)
    if (!found) return undefined
    const { type, start, valueStart, end } = found
    if (type === 2) return this.body.toString('utf8', valueStart + 4, end - 1)
    if (type === 8) return this.body[valueStart] === 1
    const alone = Buffer.alloc(5 + end - start)
    alone.writeInt32LE(alone.length, 0)
    this.body.copy(alone, 4, start, end)
    return BSON.deserialize(alone, { useBigInt64: true })[field]
  }

  get db(): string {
    return this.legacyDb || String(this.get('$db') ?? 'admin')
  }

  /** The collection that the command names as its own value. */
  get collection(): string {
    return String(this.get(this.name))
  }

  /** The session's id as text, if the command belongs to one. */
  get session(): string | undefined {
    const lsid = this.get('lsid')
    const id: unknown = isDocument(lsid) ? lsid.id?.buffer : undefined
    return id instanceof Uint8Array ? Buffer.from(id).toString('hex') : undefined
  }

  /** The documents of a field, each as its bytes, from its sequence or from the array in the body. */
  rawDocuments(field: string): Buffer[] {
    const all: Buffer[] = []
    const sequence = this.sequences.get(field)
    const found = this.fields.get(field)
    if (sequence) {
      for (let at = 0; at < sequence.length; at += sequence.readInt32LE(at)) {
        all.push(sequence.subarray(at, at + sequence.readInt32LE(at)))
      }
    } else if (found) {
      const array = this.body.subarray(found.valueStart, found.end)
      for (const [, , , offset, length] of BSON.onDemand.parseToElements(array)) {
        all.push(array.subarray(offset, offset + length))
      }
    }
    return all
  }

  /** The body less one field. */
  without(field: string): Buffer {
    const found = this.fields.get(field)
    if (!found) return this.body
    const rest = Buffer.concat([this.body.subarray(0, found.start), this.body.subarray(found.end)])
    rest.writeInt32LE(rest.length, 0)
    return rest
  }
}
