import sax from 'sax'
import { FileUnreadable } from './file-row.ts'

/** What a part of a workbook says, in its order. Prefixes of names are left away: generators differ in them. */
export type XmlMark =
  | { kind: 'open'; name: string; attributes: Record<string, string> }
  | { kind: 'text'; text: string }
  | { kind: 'close'; name: string }

const BROKEN = 'Excel 文件的内容已损坏，无法读出'
const bare = (name: string) => name.slice(name.indexOf(':') + 1)

/**
 * Reads XML as it comes. Only the five entities of XML itself are known, and a document that would define others is
 * refused: no workbook has a DOCTYPE, and nothing outside the part is ever fetched.
 */
export async function* xmlMarks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<XmlMark[]> {
  let marks: XmlMark[] = []
  let failed = false
  const parser = sax.parser(true, { trim: false, position: false, xmlns: false })
  parser.onopentag = ({ name, attributes }) => {
    const plain = Object.entries(attributes).map(([key, value]) => [bare(key), String(value)])
    marks.push({ kind: 'open', name: bare(name), attributes: Object.fromEntries(plain) })
  }
  parser.onclosetag = (name) => marks.push({ kind: 'close', name: bare(name) })
  parser.ontext = (text) => marks.push({ kind: 'text', text })
  parser.oncdata = (text) => marks.push({ kind: 'text', text })
  parser.ondoctype = () => {
    failed = true
  }
  parser.onerror = () => {
    failed = true
  }
  const decoder = new TextDecoder('utf-8')
  for await (const piece of bytes) {
    feed(parser, decoder.decode(piece, { stream: true }))
    if (failed) throw new FileUnreadable(BROKEN)
    yield marks
    marks = []
  }
  feed(parser, decoder.decode())
  if (failed) throw new FileUnreadable(BROKEN)
  yield marks
}

/** After its first error the reader throws at the next word: by then it is known. */
function feed(parser: sax.SAXParser, text: string): void {
  if (parser.error) return
  parser.write(text)
}
