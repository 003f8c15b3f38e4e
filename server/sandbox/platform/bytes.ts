/** A file as it came in. Its bytes are not among its fields: the journal copies those. */
export class UploadedFile {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly #bytes: Buffer
  constructor(name: string, type: string, bytes: Buffer) {
    this.name = name
    this.type = type
    this.size = bytes.length
    this.#bytes = bytes
  }
  bytes(): Buffer {
    return this.#bytes
  }
}

/** An answer that is no JSON: a picture, a recording. */
export class BytesReply {
  [field: string]: unknown
  readonly contentType: string
  readonly size: number
  readonly #bytes: Buffer
  constructor(contentType: string, bytes: Buffer) {
    this.contentType = contentType
    this.size = bytes.length
    this.#bytes = bytes
  }
  bytes(): Buffer {
    return this.#bytes
  }
}
