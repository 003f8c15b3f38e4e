import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { parseJson } from '../../server/kit/parse-json.ts'
import type { ByteCall, Call } from '../../server/platforms/call.ts'

type Answer<O extends z.ZodType> = z.input<O> | { errcode: number; errmsg: string }
type Arranged = (input: unknown, token: string | null) => unknown

/** What the network does instead of carrying an answer. */
export type Fault = 'hang-up' | 'hang' | 'not-json' | 'server-error' | 'too-large' | 'not-an-object'

export type Seen = { api: string; input: Record<string, any>; token: string | null }

/** A platform over real HTTP. It is driven by the same calls as the client, so it can't answer what the contract can't. */
export async function startFakePlatform() {
  const answers = new Map<string, Arranged>()
  const faults: Fault[] = []
  const seen: Seen[] = []

  const server = createServer((request, response) => {
    void serve(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    on<I extends z.ZodType, O extends z.ZodType>(
      api: Call<I, O> | ByteCall<I, O>,
      answer: (input: z.input<I>, token: string | null) => Answer<O> | Record<string, unknown> | Buffer,
    ) {
      answers.set(`${api.method} ${api.path}`, answer as Arranged)
    },
    /** The next requests meet these, one each, after having arrived. */
    fail: (...next: Fault[]) => faults.push(...next),
    callsOf: (api: { path: string }) => seen.filter((one) => one.api === api.path),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://platform')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const token = url.searchParams.get('access_token')
    url.searchParams.delete('access_token')
    const input = {
      ...Object.fromEntries(url.searchParams),
      ...(request.method === 'GET' ? {} : readBody(request, Buffer.concat(chunks))),
    }
    seen.push({ api: url.pathname, input: input as Record<string, any>, token })
    const fault = faults.shift()
    if (fault) return misbehave(fault, response)
    const answer = answers.get(`${request.method} ${url.pathname}`)
    if (!answer) return void response.writeHead(404).end(`nothing arranged for ${request.method} ${url.pathname}`)
    // A raw text lets a test send numbers no double can hold; bytes are a picture.
    const reply = answer(input, token)
    if (Buffer.isBuffer(reply)) return void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(reply)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply))
  }
}
export type FakePlatform = Awaited<ReturnType<typeof startFakePlatform>>

/** Of a form only the names of its parts: their bytes have a suite of their own. */
function readBody(request: IncomingMessage, body: Buffer): Record<string, unknown> {
  if (!request.headers['content-type']?.startsWith('multipart/')) {
    return parseJson(body.toString('utf8')) as Record<string, unknown>
  }
  return Object.fromEntries([...body.toString('latin1').matchAll(/; name="(\w+)"/g)].map(([, name]) => [name, 'part']))
}

function misbehave(fault: Fault, response: ServerResponse) {
  switch (fault) {
    case 'hang-up':
      return void response.destroy()
    case 'hang':
      return
    case 'not-json':
      return void response.end('{"errcode":0,')
    case 'not-an-object':
      return void response.end('[1]')
    case 'server-error':
      return void response.writeHead(502).end('bad gateway')
    case 'too-large':
      return void response.end(`{"x":"${'x'.repeat(2_100_000)}"}`)
  }
}
