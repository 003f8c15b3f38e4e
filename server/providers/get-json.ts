import { Agent, request } from 'undici'
import { z } from 'zod'
import { hostIsPrivate, lookupPublic, PRIVATE_ADDRESS } from './public-address.ts'

/** Asks somebody else's server for JSON: one time-out for all of it, a limit on the answer, no redirects, none of our own network. */
export type Got = { kind: 'json'; value: unknown } | { kind: 'refused'; problem: string }
export type GetJson = (given: { url: string; headers: Record<string, string> }) => Promise<Got>

const Coded = z.object({ code: z.string() })
const MB = 1024 * 1024
const no = (problem: string): Got => ({ kind: 'refused', problem })

export function createGetJson(given: { publicOnly: boolean; timeoutMs?: number; maxBytes?: number }) {
  const { publicOnly, timeoutMs = 30_000, maxBytes = 20 * MB } = given
  const agent = new Agent({
    connections: 4,
    connect: { timeout: Math.min(5000, timeoutMs), ...(publicOnly && { lookup: lookupPublic }) },
  })
  const getJson: GetJson = async ({ url, headers }) => {
    if (publicOnly && new URL(url).protocol !== 'https:') return no('地址必须以 https:// 开头')
    if (publicOnly && hostIsPrivate(new URL(url))) return no('地址指向内部网络，没有请求')
    try {
      const reply = await request(url, {
        headers: { accept: 'application/json', 'user-agent': 'weilu', ...headers },
        ...{ dispatcher: agent, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (reply.statusCode < 200 || reply.statusCode > 299) {
        await reply.body.dump({ limit: 64 * 1024, signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined)
        return no(`对方答复 ${reply.statusCode}${reply.statusCode < 400 ? '（不跟随跳转）' : ''}`)
      }
      const chunks: Uint8Array[] = []
      let bytes = 0
      for await (const chunk of reply.body) {
        bytes += chunk.length
        if (bytes > maxBytes) return no(`对方的答复超过 ${Math.round(maxBytes / MB)} MB，请减小每页条数`)
        chunks.push(chunk)
      }
      return parsed(Buffer.concat(chunks).toString('utf8'))
    } catch (error) {
      const code = codeOf(error)
      return no(code === PRIVATE_ADDRESS ? '地址指向内部网络，没有请求' : `没有答复（${code}）`)
    }
  }
  return { getJson, close: () => agent.close() }
}

function parsed(text: string): Got {
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return no('对方的答复不是 JSON')
    throw error
  }
}

function codeOf(error: unknown): string {
  const coded = Coded.safeParse(error)
  return coded.success ? coded.data.code : error instanceof Error ? error.name : 'unknown'
}
