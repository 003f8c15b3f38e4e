import Router from '@koa/router'
import { z } from 'zod'
import { maskDeep } from '../../shared/mask-text.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { AuditLogStore } from '../store/audit-log.ts'
import { type Asker, type AuthNeeds, recognise } from './auth.ts'
import type { RequestContext, RequestState, Route } from './define-route.ts'
import { errorAnswer } from './errors.ts'
import { readJson } from './json-body.ts'
import { refuseForeignOrigin } from './same-origin.ts'

export type MountNeeds = AuthNeeds & {
  auditLog: Pick<AuditLogStore, 'append'>
  clock: Clock
  publicUrl: string
  log: Log
}

export function mountRoutes(routes: readonly Route[], needs: MountNeeds) {
  const router = new Router<RequestState>({ sensitive: true, exclusive: 'specificity' })
  for (const route of routes) {
    router.register(route.path, [route.method.toLowerCase()], async (ctx) => {
      ctx.state.route = route.path
      if (!route.crossOrigin) refuseForeignOrigin(ctx, needs.publicUrl)
      const asker = await recognise(ctx, needs)
      const record = (status: number) => recordWrite({ route, ctx, target: ctx.params, asker, status }, needs)
      try {
        await answerRoute({ route, ctx, params: ctx.params, asker })
        await record(ctx.status)
      } catch (error) {
        await record(errorAnswer(error, ctx.state.requestId).status)
        throw error
      }
    })
  }
  return router.routes()
}

async function answerRoute(call: { route: Route; ctx: RequestContext; params: unknown; asker: Asker }) {
  const { route, ctx, params, asker } = call
  if (route.path.startsWith('/api/')) ctx.set('Cache-Control', 'no-store')
  const reply = await route.answer({ params, query: ctx.query, readBody: () => readJson(ctx.req), asker, ctx })
  if (route.reply === null) {
    ctx.body = null
    // Koa turns an empty body into 204; a 202 has to be said after it.
    ctx.status = route.status
  } else if (route.reply instanceof z.ZodType) {
    ctx.status = route.status
    ctx.body = seesMasked(asker) ? maskDeep(reply) : reply
  }
}

/** Texts that people wrote hold numbers and addresses too: whoever may only look on sees them masked, wherever they stand. */
const seesMasked = (asker: Asker) => asker.kind === 'user' && asker.user.role === 'viewer'

type Written = { route: Route; ctx: RequestContext; target: Record<string, string>; asker: Asker; status: number }

/** The write has happened (or was refused) by now: a full disk under the audit log must not make the caller repeat it. */
async function recordWrite({ route, ctx, target, asker, status }: Written, needs: MountNeeds) {
  if (!route.writes || asker.kind !== 'user') return
  const entry = {
    at: needs.clock.now(),
    user: asker.by === 'api-token' ? 'api-token' : asker.user.id,
    userName: asker.user.name,
    action: `${route.method} ${route.path}`,
    target,
    status,
    requestId: ctx.state.requestId,
    ip: ctx.ip,
  }
  try {
    await needs.auditLog.append(entry)
  } catch (error) {
    needs.log.error({ err: error, ...entry }, 'A write could not be recorded in the audit log')
  }
}
