import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Middleware } from 'koa'
import { Refusal } from '../../shared/refusal.ts'
import type { RequestContext, RequestState } from './define-route.ts'
import { plainPage } from './plain-page.ts'

/** Headers of one connection, not of the message: they end here (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const passedOn = (headers: IncomingHttpHeaders) => {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const stopped = new Set([...HOP_BY_HOP, ...named])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !stopped.has(name)))
}

/** Passes `/sandbox/…` on to the simulator as it is, streaming both ways, so that its live log flows. */
export function proxySandbox(target: string): Middleware<RequestState> {
  return async (ctx, next) => {
    if (ctx.path !== '/sandbox' && !ctx.path.startsWith('/sandbox/')) return next()
    ctx.state.route = '/sandbox/*'
    const address = addressOn(target, ctx)
    if (address === null) return next()
    const answer = await forward(ctx, address)
    if (answer === null) return sendAway(ctx)
    // The simulator speaks for its own pages; ours would forbid what its console does.
    for (const name of ['Content-Security-Policy', 'X-Frame-Options']) ctx.remove(name)
    ctx.status = answer.statusCode ?? 502
    for (const [name, value] of Object.entries(passedOn(answer.headers))) {
      if (value !== undefined) ctx.set(name, value)
    }
    ctx.body = answer
  }
}

/**
 * The same path on the simulator and nowhere else: a request line may name a whole address of its own, and dots that
 * climb out of `/sandbox`. Null for those.
 */
function addressOn(target: string, ctx: RequestContext): URL | null {
  const address = new URL(target)
  address.pathname = ctx.path
  address.search = ctx.search
  return address.pathname === '/sandbox' || address.pathname.startsWith('/sandbox/') ? address : null
}

/** Null when the simulator does not answer. The admin's cookie and anybody's token are ours and stay here. */
function forward(ctx: RequestContext, address: URL): Promise<IncomingMessage | null> {
  const { cookie, authorization, ...headers } = passedOn(ctx.req.headers)
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      address,
      { method: ctx.method, headers: { ...headers, 'x-forwarded-host': ctx.host, 'x-forwarded-proto': ctx.protocol } },
      resolve,
    )
    outgoing.on('error', () => resolve(null))
    ctx.res.on('close', () => outgoing.destroy())
    ctx.req.pipe(outgoing)
  })
}

function sendAway(ctx: RequestContext) {
  const message = '模拟平台没有应答。它可能正在启动，或已经停止；请看启动命令所在的终端。'
  if (!ctx.accepts('html')) throw new Refusal({ code: 'sandbox.away', status: 502, message })
  ctx.status = 502
  ctx.type = 'html'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = plainPage({ title: '沙盒暂时打不开', sentence: message, refreshSeconds: 3 })
}
