import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../shared/refusal.ts'

const LIMIT_BYTES = 1024 * 1024

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
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal({ code: 'request.not-json', status: 400, message: '提交的内容不是有效的 JSON。' })
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refusal({ code: 'request.not-utf8', status: 400, message: '提交的内容不是 UTF-8 编码。' })
  }
}
