import { TextDecoder } from 'node:util'

/**
 * Text of a CSV file as it comes, piece by piece. Files from Excel are UTF-8 (often with a mark in front) or GBK; the
 * first bytes that are not ASCII tell which. Bytes that are neither fail the file rather than becoming wrong names.
 */
export class EncodingUnknown extends Error {
  readonly code = 'import.encoding-unknown'
  constructor() {
    super('the file is neither UTF-8 nor GBK')
    this.name = 'EncodingUnknown'
  }
}

/** So much is looked at before the encoding is settled: two bytes may be the beginning of either. */
const ENOUGH = 1024

export async function* csvText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let waiting = new Uint8Array()
  for await (const piece of pieces) {
    if (decoder !== null) {
      yield decode(decoder, piece, true)
      continue
    }
    waiting = Buffer.concat([waiting, piece])
    const first = waiting.findIndex((byte) => byte > 0x7f)
    if (first === -1) {
      yield Buffer.from(waiting).toString('latin1')
      waiting = new Uint8Array()
    } else if (waiting.length - first >= ENOUGH) {
      decoder = decoderFor(waiting)
      yield decode(decoder, waiting, true)
    }
  }
  if (decoder === null) yield decode(decoderFor(waiting), waiting, false)
  else yield decode(decoder, undefined, false)
}

function decode(decoder: TextDecoder, piece: Uint8Array | undefined, stream: boolean): string {
  try {
    return decoder.decode(piece, { stream })
  } catch (error) {
    if (error instanceof TypeError) throw new EncodingUnknown()
    throw error
  }
}

const decoderFor = (bytes: Uint8Array) => new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'gb18030', { fatal: true })

/** A piece may end inside a character, so only what is certainly wrong counts. */
function isUtf8(piece: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(piece, { stream: true })
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
