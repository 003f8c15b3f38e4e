import { Agent, request } from 'undici'
import { z } from 'zod'
import { hostIsPrivate, lookupPublic, PRIVATE_ADDRESS } from './public-address.ts'

export type Posted =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'private' }
  | { kind: 'silent'; mayHaveHappened: boolean; why: string }
export type Post = (given: { url: string; headers: Record<string, string>; body: string }) => Promise<Posted>

/** The request surely never arrived: no connection was made. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])
const MAX_ANSWER_BYTES = 64 * 1024
const Coded = z.object({ code: z.string() })

/** POST with one time-out for all of it, a limit on the answer and no redirects; `publicOnly` keeps out of our own network. */
export function createPost({ publicOnly, timeoutMs = 10_000 }: { publicOnly: boolean; timeoutMs?: number }) {
  const agent = new Agent({
    connections: 16,
    connect: { timeout: Math.min(3000, timeoutMs), ...(publicOnly && { lookup: lookupPublic }) },
  })

  const post: Post = async ({ url, headers, body }) => {
    if (publicOnly && hostIsPrivate(new URL(url))) return { kind: 'private' }
    try {
      const reply = await request(url, {
        method: 'POST',
        headers: { 'user-agent': 'weilu', ...headers },
        body,
        dispatcher: agent,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { kind: 'answered', status: reply.statusCode, body: await textOf(reply.body) }
    } catch (error) {
      const code = codeOf(error)
      if (code === PRIVATE_ADDRESS) return { kind: 'private' }
      return { kind: 'silent', mayHaveHappened: !NEVER_ARRIVED.has(code), why: code }
    }
  }
  return { post, close: () => agent.close() }
}

/** What is over the limit is not read: the status says what became of the message. */
async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The code only: a message may quote the address. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const coded = Coded.safeParse(error)
  if (coded.success) return coded.data.code
  return error instanceof Error ? error.name : 'unknown'
}
