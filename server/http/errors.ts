import type { Context, Middleware } from 'koa'
import { z } from 'zod'
import type { ApiError } from '../../shared/api/errors.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Log } from '../kit/log.ts'

/** The only translator of what was thrown into what the caller sees. A bug says nothing but its request id. */
export function errorAnswer(error: unknown, requestId: string): { status: number; body: ApiError } {
  const answer = (status: number, code: string, message: string, details?: unknown) => ({
    status,
    body: { error: { code, message, requestId, ...(details === undefined ? {} : { details }) } },
  })
  if (error instanceof Refusal) return answer(error.status, error.code, error.message, error.details)
  return answer(500, 'internal', `服务器出错了，请稍后重试；若仍不行，请把编号 ${requestId} 告诉管理员。`)
}

/** What a request said that its schema does not allow: each place and what is wrong there. */
export function invalidRequest(part: 'path' | 'query' | 'body', error: z.ZodError): Refusal {
  const problems = error.issues.map(({ path, message }) => ({ part, path: path.map(String).join('.'), message }))
  const first = problems[0]
  const where = first?.path ? `(${first.path}:${first.message})` : ''
  return new Refusal({
    code: 'request.invalid',
    status: 400,
    message: `提交的内容有误，请检查后重试${where}`,
    details: { problems },
  })
}

export const notFound = () =>
  new Refusal({ code: 'route.not-found', status: 404, message: '没有这个地址，请检查链接是否完整。' })

const isApi = (path: string) => path.startsWith('/api/')

/** The connection was cut while a body was read or an answer written: nobody is there to be told. */
const BrokenConnection = z.object({
  code: z.enum(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNABORTED']),
})

function logFault(log: Log, ctx: Context, error: unknown) {
  if (error instanceof Refusal && error.status < 500) return
  if (BrokenConnection.safeParse(error).success) return
  log.error({ err: error, requestId: ctx.state.requestId, method: ctx.method, path: ctx.path }, 'A request failed')
}

export function answerErrors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next()
      if (isApi(ctx.path) && ctx.status === 404 && ctx.body === undefined) throw notFound()
    } catch (error) {
      logFault(log, ctx, error)
      const { status, body } = errorAnswer(error, String(ctx.state.requestId))
      ctx.status = status
      ctx.body = isApi(ctx.path) || status >= 500 ? body : body.error.message
      if (error instanceof Refusal && status === 429) ctx.set('Retry-After', retryAfter(error.details))
    }
  }
}

const RetryDetails = z.object({ retryAfterSeconds: z.number() })
const retryAfter = (details: unknown) => {
  const parsed = RetryDetails.safeParse(details)
  return String(parsed.success ? Math.ceil(parsed.data.retryAfterSeconds) : 60)
}
