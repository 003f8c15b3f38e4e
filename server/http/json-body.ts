import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../shared/refusal.ts'

const LIMIT_BYTES = 1024 * 1024

/** Nothing a page or a program sends is so deep; whatever walks it further on may do so without counting. */
const MOST_DEEP = 100
const [QUOTE, BACKSLASH] = [34, 92]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

const tooDeep = () => new Refusal({ code: 'request.too-deep', status: 400, message: '提交的内容嵌套太深。' })
const tooLarge = () =>
  new Refusal({ code: 'request.too-large', status: 413, message: '提交的内容超过 1 MB，请分批提交。' })

/** Reads a JSON body of at most 1 MB; a longer one is refused before the rest of it is read. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not destroy the connection: the refusal still has to go out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > LIMIT_BYTES) throw tooLarge()
    chunks.push(bytes)
  }
  const text = decode(Buffer.concat(chunks))
  if (text.trim() === '') return undefined
  if (depthOf(text) > MOST_DEEP) throw tooDeep()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal({ code: 'request.not-json', status: 400, message: '提交的内容不是有效的 JSON。' })
  }
}

/** How deep lists and objects stand in each other; what is no JSON is told when it is read. */
function depthOf(text: string): number {
  let [depth, most, inText] = [0, 0, false]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === BACKSLASH) at += 1
      else if (code === QUOTE) inText = false
    } else if (code === QUOTE) inText = true
    else if (code === OPEN_LIST || code === OPEN_OBJECT) most = Math.max(most, ++depth)
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
  }
  return most
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal({ code: 'request.not-utf8', status: 400, message: '提交的内容不是 UTF-8 编码。' })
  }
}
