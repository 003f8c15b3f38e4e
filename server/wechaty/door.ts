import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Log } from '../kit/log.ts'

const LARGEST_BODY = 64 * 1024
const digest = (text: string) => createHash('sha256').update(text).digest()

/** The product's way in: two requests, both with the token. Answers in the form the platforms do. */
export function createDoor(needs: {
  token: string
  readState(): unknown
  /** Given the parsed body; null when it is none that fits. */
  say(body: unknown): Promise<unknown | null>
  log: Log
}) {
  const wanted = digest(`Bearer ${needs.token}`)

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const tell = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), wanted)) {
      return tell(401, { errcode: 401, errmsg: 'the token is not ours' })
    }
    switch (`${request.method} ${request.url?.split('?')[0]}`) {
      case 'GET /state':
        return tell(200, needs.readState())
      case 'POST /messages': {
        const body = await readJson(request)
        const said = body === undefined ? null : await needs.say(body)
        return said === null ? tell(400, { errcode: 3, errmsg: 'unreadable' }) : tell(200, said)
      }
      default:
        return tell(404, { errcode: 404, errmsg: 'unknown' })
    }
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      needs.log.error({ err: error }, 'A request of the product failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
}

/** Undefined for what is no JSON, or too much of it. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
