import { Agent, request } from 'undici'
import { z } from 'zod'
import { PlatformDrifted, PlatformSilent } from '../errors.ts'
import type { Transport } from '../http-transport.ts'

/** A message waits in the bot for its turn, as a person types one after the other. */
const ANSWERS_WITHIN_MS = 30_000
const LARGEST_ANSWER = 256 * 1024

const Coded = z.object({ code: z.string() })
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** To the product's own Wechaty process. Unlike the platforms it takes its token in a header. */
export function createBotTransport(url: string) {
  const agent = new Agent({ connections: 64, connect: { timeout: 3000 } })
  const send: Transport = async ({ method, path, token, input }) => {
    const silent = (mayHaveHappened: boolean, reason: string) =>
      new PlatformSilent({ api: `wechaty${path}`, mayHaveHappened, reason })
    let text: string
    let status: number
    try {
      const reply = await request(`${url}${path}`, {
        method,
        dispatcher: agent,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: method === 'POST' ? JSON.stringify(input) : null,
        headersTimeout: ANSWERS_WITHIN_MS,
        bodyTimeout: ANSWERS_WITHIN_MS,
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      })
      status = reply.statusCode
      text = await limited(reply.body)
    } catch (error) {
      const coded = Coded.safeParse(error)
      const code = coded.success ? coded.data.code : error instanceof Error ? error.name : 'unknown'
      throw silent(!NEVER_ARRIVED.has(code), code)
    }
    if (status >= 500) throw silent(true, `HTTP ${status}`)
    try {
      return JSON.parse(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new PlatformDrifted({ api: `wechaty${path}`, reason: `HTTP ${status}, not JSON` })
    }
  }
  return { send, close: () => agent.close() }
}

async function limited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > LARGEST_ANSWER) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
