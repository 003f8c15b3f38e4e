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

export async function* csvText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder = new TextDecoder('utf-8', { fatal: true })
  let decided = false
  const decode = (piece: Uint8Array | undefined, stream: boolean): string => {
    try {
      return decoder.decode(piece, { stream })
    } catch (error) {
      if (error instanceof TypeError) throw new EncodingUnknown()
      throw error
    }
  }
  for await (const piece of pieces) {
    if (!decided && piece.some((byte) => byte > 0x7f)) {
      decided = true
      if (!isUtf8(piece)) decoder = new TextDecoder('gb18030', { fatal: true })
    }
    const text = decode(piece, true)
    if (text !== '') yield text
  }
  const rest = decode(undefined, false)
  if (rest !== '') yield rest
}

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
