import { Agent, request } from 'undici'
import { z } from 'zod'
import { parseJson } from '../kit/parse-json.ts'
import { PlatformDrifted, PlatformSilent } from './errors.ts'

export type TransportRequest = { method: 'GET' | 'POST'; path: string; token: string | null; input: unknown }
/** Carries one call and brings back parsed JSON. What it throws is `PlatformSilent` or `PlatformDrifted`, never with a URL in it. */
export type Transport = (request: TransportRequest) => Promise<unknown>

const MAX_REPLY_BYTES = 2 * 1024 * 1024
/** The request surely never left, or never arrived: no connection was made. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const Query = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
const Coded = z.object({ code: z.string() })

/** JSON over HTTP with kept connections, one time-out for the whole call and a limit on the reply. */
export function createHttpTransport({ baseUrl, timeoutMs = 8000 }: { baseUrl: string; timeoutMs?: number }) {
  const base = baseUrl.replace(/\/+$/, '')
  const agent = new Agent({
    connections: 64,
    keepAliveTimeout: 30_000,
    connect: { timeout: Math.min(3000, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })

  const send: Transport = async ({ method, path, token, input }) => {
    const query = new URLSearchParams()
    if (token !== null) query.set('access_token', token)
    if (method === 'GET') for (const [name, value] of Object.entries(Query.parse(input))) query.set(name, String(value))
    const url = `${base}${path}${query.size > 0 ? `?${query}` : ''}`
    const { status, text } = await exchange({
      url,
      path,
      method,
      body: method === 'POST' ? JSON.stringify(input) : null,
    })
    if (status >= 500) throw new PlatformSilent({ api: path, mayHaveHappened: true, reason: `HTTP ${status}` })
    try {
      return parseJson(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new PlatformDrifted({ api: path, reason: `HTTP ${status}, not JSON` })
    }
  }
  return { send, close: () => agent.close() }

  async function exchange({ url, path, method, body }: Exchange): Promise<{ status: number; text: string }> {
    try {
      const reply = await request(url, {
        method,
        body,
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: body === null ? {} : { 'content-type': 'application/json; charset=utf-8' },
      })
      const chunks: Buffer[] = []
      let bytes = 0
      for await (const chunk of reply.body) {
        bytes += chunk.length
        if (bytes > MAX_REPLY_BYTES) throw tooLarge(path)
        chunks.push(chunk)
      }
      return { status: reply.statusCode, text: Buffer.concat(chunks).toString('utf8') }
    } catch (error) {
      if (error instanceof PlatformSilent) throw error
      const code = codeOf(error)
      throw new PlatformSilent({ api: path, mayHaveHappened: !NEVER_ARRIVED.has(code), reason: code })
    }
  }
}
type Exchange = { url: string; path: string; method: 'GET' | 'POST'; body: string | null }
export type HttpTransport = ReturnType<typeof createHttpTransport>

const tooLarge = (api: string) => new PlatformSilent({ api, mayHaveHappened: true, reason: 'the reply is too large' })

/** The network error's code only: its message may quote the address, and the address holds the token. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const coded = Coded.safeParse(error)
  if (coded.success) return coded.data.code
  return error instanceof Error ? error.name : 'unknown'
}
