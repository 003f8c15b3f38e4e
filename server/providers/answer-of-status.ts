import { z } from 'zod'
import { type ProviderAnswer, type ProviderRemedy, refused, unclear } from './answer.ts'
import { jsonOrNull } from './json-or-null.ts'
import type { Posted } from './post.ts'

const Accepted = z.object({
  id: z
    .union([z.string().max(200), z.number()])
    .transform(String)
    .optional(),
})
const Declined = z.object({ remedy: z.string().optional(), message: z.string().optional() })

/** What a server of somebody's own may say about a person instead of a plain status. */
const said: Record<string, ProviderRemedy> = {
  'not-reachable': 'not-reachable',
  'opted-out': 'opted-out',
  'wait-quota': 'wait-quota',
  'retry-soon': 'retry-soon',
}

/**
 * How the servers that are driven by our own signed JSON answer: 2xx (with `{"id"}`, if they give one) took it; 429 and
 * 503 did not, and want it again later; any other 4xx refuses, with `{"remedy", "message"}` where it knows better; any
 * other 5xx may have taken it.
 */
export function answerOfStatus(posted: Posted, whose: string): ProviderAnswer {
  if (posted.kind === 'private') return refused('fix-setup', `${whose}的地址在内网，不能使用`)
  if (posted.kind === 'silent') return posted
  const { status, body } = posted
  if (status >= 200 && status < 300) {
    const accepted = Accepted.safeParse(jsonOrNull(body))
    return { kind: 'accepted', id: accepted.success ? (accepted.data.id ?? null) : null }
  }
  if (status === 429 || status === 503) return refused('retry-soon', `${whose}繁忙（HTTP ${status}）`)
  if (status >= 300 && status < 400)
    return refused('fix-setup', `${whose}要求跳转到别处（HTTP ${status}），请填写最终地址`)
  if (status >= 500) return unclear(`HTTP ${status}`)
  const declined = Declined.safeParse(jsonOrNull(body))
  const { remedy = '', message } = declined.success ? declined.data : {}
  return refused(said[remedy] ?? 'fix-setup', message ? message.slice(0, 200) : `${whose}拒绝了请求（HTTP ${status}）`)
}
