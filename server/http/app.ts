import { randomUUID } from 'node:crypto'
import Koa, { type Middleware } from 'koa'
import helmet from 'koa-helmet'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { RequestState, Route } from './define-route.ts'
import { answerErrors } from './errors.ts'
import type { Metrics } from './metrics.ts'
import { type MountNeeds, mountRoutes } from './mount-routes.ts'
import { pagePolicy } from './page-policy.ts'
import { proxySandbox } from './proxy.ts'
import { serveSdk } from './sdk-file.ts'
import { type BuiltPage, servePage } from './static.ts'

export type AppNeeds = Omit<MountNeeds, 'log'> & {
  log: Log
  machineClock: Clock
  trustProxy: boolean
  metrics: Metrics
  /** All of the API, or what a process that only works answers: how it is. */
  routes: readonly Route[]
  /** `/callbacks/…`: intake's own route, which takes raw bodies. Null in a process that takes no callbacks. */
  callbacks: Middleware<RequestState> | null
  pages: readonly BuiltPage[]
  /** The built `/sdk.js`; null in a process without pages. */
  sdkFile: string | null
  /** Where the simulator listens, when there is one. */
  sandboxUrl: string | null
}

/** Every request gets a name, and its time is measured under the pattern of its route. */
function nameAndMeasure({
  metrics,
  log,
  clock,
}: Pick<AppNeeds, 'metrics' | 'log' | 'clock'>): Middleware<RequestState> {
  return async (ctx, next) => {
    const started = process.hrtime.bigint()
    ctx.state.requestId = randomUUID()
    ctx.state.route = null
    ctx.set('X-Request-Id', ctx.state.requestId)
    // The company's clock, for pages that say "today".
    ctx.set('X-Now', clock.now().toISOString())
    await next()
    const seconds = Number(process.hrtime.bigint() - started) / 1e9
    const { requestId } = ctx.state
    const route = ctx.state.route ?? (ctx.path.startsWith('/callbacks/') ? '/callbacks/*' : 'other')
    metrics.answered({ method: ctx.method, route, status: ctx.status, seconds })
    log.debug({ requestId, method: ctx.method, route, status: ctx.status, seconds }, 'Answered a request')
  }
}

const protect = (publicUrl: string): Middleware =>
  helmet({
    contentSecurityPolicy: false,
    // The sandbox console, same origin, frames the sidebar and the mini-program.
    xFrameOptions: { action: 'sameorigin' },
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 15_552_000 } : false,
  })

const policy: Middleware<RequestState> = (ctx, next) => {
  ctx.set('Content-Security-Policy', pagePolicy(null))
  return next()
}

const toAdmin: Middleware<RequestState> = (ctx, next) => {
  if (ctx.path !== '/') return next()
  ctx.redirect('/admin/')
  return undefined
}

/** The reader closed the page: ordinary with streams. */
const leftEarly = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET')

/** The one web application: callbacks, API, pages, and the way to the simulator, as far as this process has them. */
export function createApp(needs: AppNeeds): Koa<RequestState> {
  const app = new Koa<RequestState>({ proxy: needs.trustProxy })
  app.on('error', (error: unknown) => {
    const level = leftEarly(error) ? 'debug' : 'warn'
    needs.log[level]({ err: error }, 'An answer could not be written')
  })
  app.use(nameAndMeasure(needs))
  app.use(answerErrors(needs.log))
  app.use(protect(needs.publicUrl))
  app.use(policy)
  if (needs.callbacks !== null) app.use(needs.callbacks)
  app.use(mountRoutes(needs.routes, needs))
  if (needs.sdkFile !== null) app.use(serveSdk(needs.sdkFile))
  for (const page of needs.pages) app.use(servePage(page))
  if (needs.sandboxUrl !== null) app.use(proxySandbox(needs.sandboxUrl))
  if (needs.pages.length > 0) app.use(toAdmin)
  return app
}
