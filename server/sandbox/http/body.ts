import type { IncomingMessage } from 'node:http'

const LIMIT = 2 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size > LIMIT) throw new Error('the request body is larger than 2 MB')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
