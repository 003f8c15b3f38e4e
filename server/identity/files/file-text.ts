import { TextDecoder } from 'node:util'
import { FileUnreadable } from './file-row.ts'

/**
 * Text of a file as it comes, piece by piece. Files from Excel are UTF-8 (often with a mark in front), GBK/GB18030 or,
 * saved as "Unicode text", UTF-16 with a mark; the first bytes that are not ASCII tell which. A few bytes that are wrong become U+FFFD,
 * so that their row can be named; a file that is nothing of these fails as a whole rather than becoming wrong names.
 */
export const BROKEN = '\ufffd'
/** So much is looked at before the encoding is settled. */
const ENOUGH = 4096
const UNKNOWN = '文件编码无法识别，请另存为 UTF-8 编码再上传'

export async function* fileText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let waiting = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (decoder !== null) {
      yield decoder.decode(piece, { stream: true })
      continue
    }
    waiting = Buffer.concat([waiting, piece])
    const first = waiting.findIndex((byte) => byte > 0x7f)
    if (first === -1) {
      yield waiting.toString('latin1')
      waiting = Buffer.alloc(0)
    } else if (waiting.length - first >= ENOUGH) {
      decoder = decoderFor(waiting)
      yield decoder.decode(waiting, { stream: true })
    }
  }
  if (decoder === null) yield decoderFor(waiting).decode(waiting)
  else yield decoder.decode()
}

function decoderFor(sample: Buffer): TextDecoder {
  if (sample[0] === 0xff && sample[1] === 0xfe) return new TextDecoder('utf-16le')
  if (sample[0] === 0xfe && sample[1] === 0xff) return new TextDecoder('utf-16be')
  // Chinese text in GBK is hardly ever right as UTF-8; the other way round it often is.
  if (brokenShare(sample, 'utf-8') < 0.2) return new TextDecoder('utf-8')
  if (brokenShare(sample, 'gb18030') < 0.1) return new TextDecoder('gb18030')
  throw new FileUnreadable(UNKNOWN)
}

/** How much of what is not ASCII can't be read; a character cut off at the end does not count. */
function brokenShare(sample: Buffer, encoding: string): number {
  const text = new TextDecoder(encoding).decode(sample, { stream: true })
  let [broken, foreign] = [0, 0]
  for (const char of text) {
    if (char === BROKEN) broken += 1
    if (char > '\u007f') foreign += 1
  }
  return foreign === 0 ? 0 : broken / foreign
}
