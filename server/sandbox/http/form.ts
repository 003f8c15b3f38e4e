import type { IncomingMessage } from 'node:http'
import { UploadedFile } from '../platform/bytes.ts'

/** A form with files, as browsers and servers send it (RFC 7578). Nothing is read ahead of the end: these are demo files. */
const LIMIT = 24 * 1024 * 1024
const CRLF = '\r\n'

export type Form = Record<string, string | UploadedFile>

export const boundaryOf = (contentType: string | undefined): string | null =>
  /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1] ?? null

/** Null when it is too long or no whole form. */
export async function readForm(request: IncomingMessage, boundary: string): Promise<Form | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size <= LIMIT) chunks.push(bytes)
  }
  const announced = request.headers['content-length']
  if (size > LIMIT || (announced !== undefined && Number(announced) !== size)) return null
  return parseForm(Buffer.concat(chunks), boundary)
}

function parseForm(body: Buffer, boundary: string): Form | null {
  const line = Buffer.from(`--${boundary}`)
  const form: Form = {}
  let from = body.indexOf(line)
  while (from >= 0) {
    const start = from + line.length
    if (body.toString('latin1', start, start + 2) === '--') return form
    const next = body.indexOf(line, start)
    if (next < 0) return null
    const part = parsePart(body.subarray(start + CRLF.length, next - CRLF.length))
    if (part === null) return null
    form[part.name] = part.value
    from = next
  }
  return null
}

function parsePart(part: Buffer): { name: string; value: string | UploadedFile } | null {
  const split = part.indexOf(`${CRLF}${CRLF}`)
  if (split < 0) return null
  const head = part.toString('utf8', 0, split)
  const content = part.subarray(split + 2 * CRLF.length)
  const name = /;\s*name="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return null
  const fileName = /;\s*filename="([^"]*)"/i.exec(head)?.[1]
  if (fileName === undefined) return { name, value: content.toString('utf8') }
  const type = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream'
  return { name, value: new UploadedFile(fileName, type, content) }
}
