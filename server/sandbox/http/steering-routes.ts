import Router from '@koa/router'
import { forgeCallback } from '../acts/forge.ts'
import { ActProblem } from '../acts/problem.ts'
import { verifyAddress } from '../callbacks/verify-address.ts'
import { CallbackWeather } from '../control-api.ts'
import * as bodies from '../control-bodies.ts'
import { writeCrmCsv } from '../demo/crm-records.ts'
import { revokeAllTokens } from '../platform/tokens.ts'
import { findAccount, type Simulation } from '../simulation.ts'
import { answerProblems, parsed } from './control-routes.ts'
import { demoCompany } from './demo-company.ts'
import { streamEvents } from './event-stream.ts'
import { clockState, phonesState } from './phones-state.ts'

const wholeNumber = (value: unknown, otherwise: number) =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : otherwise
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** What the simulator itself is asked and told: its company, its clock, its weather, its memory. */
export function steeringRoutes(
  sim: Simulation,
  reset: (of: { demo?: 'company' | 'empty' | undefined; keepCallbacks: boolean }) => void,
) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)

  router.get('/demo', (ctx) => {
    ctx.body = demoCompany(sim)
  })
  router.get('/demo/crm.csv', (ctx) => {
    ctx.set('content-type', 'text/csv; charset=utf-8')
    ctx.set('content-disposition', "attachment; filename*=UTF-8''%E4%BA%91%E6%9D%89%E6%95%B0%E6%8D%AE-CRM.csv")
    ctx.body = writeCrmCsv(sim.world)
  })
  router.post('/accounts/callback', async (ctx) => {
    const body = await parsed(ctx, bodies.SaveCallback)
    const account = findAccount(sim, body.appId ?? body.corpId ?? '')
    if (account === null) throw new ActProblem('account.not-found', '没有这个账号', 404)
    if (account.kind !== 'wecom' && body.mode !== undefined) account.mode = body.mode
    if (account.kind === 'mini' && body.format !== undefined) account.format = body.format
    const typed = {
      ...account,
      token: body.token ?? account.token,
      encodingAesKey: body.encodingAesKey ?? account.encodingAesKey,
    }
    const verdict = await verifyAddress(sim, typed, body.callbackUrl)
    // As the console does: nothing of it is kept unless the address answered.
    if (verdict.ok) {
      const { token, encodingAesKey } = typed
      Object.assign(account, { token, encodingAesKey, callbackUrl: body.callbackUrl })
    }
    sim.changed()
    ctx.body = verdict
  })

  router.post('/accounts/rights', async (ctx) => {
    const { appId, service, verified } = await parsed(ctx, bodies.AccountRights)
    const account = findAccount(sim, appId)
    if (account?.kind !== 'oa') throw new ActProblem('account.not-found', '没有这个公众号', 404)
    if (service !== undefined) account.service = service
    if (verified !== undefined) account.verified = verified
    sim.changed()
    ctx.body = { service: account.service, verified: account.verified }
  })

  router.get('/state', (ctx) => {
    ctx.body = phonesState(sim, { person: text(ctx.query.person), staff: text(ctx.query.staff) })
  })
  router.get('/journal', (ctx) => {
    const after = wholeNumber(ctx.query.after, 0)
    const { path, person, kind, outcome } = ctx.query
    const filter = {
      path: text(path) ?? undefined,
      person: text(person) ?? undefined,
      kind: text(kind) ?? undefined,
      outcome: text(outcome) ?? undefined,
    }
    ctx.body = { entries: sim.journal.after(after, Math.min(wholeNumber(ctx.query.limit, 200), 5000), filter) }
  })
  router.delete('/journal', (ctx) => {
    sim.journal.clear()
    ctx.status = 204
  })
  router.get('/counters', (ctx) => {
    const messages: Record<string, number> = {}
    for (const message of sim.world.messages) {
      const name = `${message.chat.split(':')[0] ?? ''}:${message.from}:${message.body.kind}`
      messages[name] = (messages[name] ?? 0) + 1
    }
    ctx.body = {
      seen: sim.journal.counts(),
      messages,
      followers: Object.values(sim.world.follows).filter((follow) => follow.following).length,
      waiting: sim.schedule.waiting(),
    }
  })
  router.get('/stream', (ctx) => streamEvents(sim, ctx))

  router.get('/clock', (ctx) => {
    ctx.body = clockState(sim)
  })
  router.post('/clock', async (ctx) => {
    const { speed, jumpMs } = await parsed(ctx, bodies.SetClock)
    if (speed !== undefined) sim.clock.setSpeed(speed)
    if (jumpMs !== undefined) sim.clock.jump(jumpMs)
    if (speed !== undefined || jumpMs !== undefined) sim.clockMovedAt = Date.now()
    sim.changed()
    ctx.body = clockState(sim)
  })
  router.get('/faults', (ctx) => {
    ctx.body = { faults: sim.faults.list() }
  })
  router.post('/faults', async (ctx) => {
    const { faults, replace } = await parsed(ctx, bodies.SetFaults)
    sim.faults.set(faults, replace)
    sim.changed()
    ctx.body = { faults: sim.faults.list() }
  })
  router.post('/tokens/revoke', (ctx) => {
    revokeAllTokens(sim)
    ctx.status = 204
  })
  router.get('/callbacks/weather', (ctx) => {
    ctx.body = sim.weather
  })
  router.post('/callbacks/weather', async (ctx) => {
    sim.weather = await parsed(ctx, CallbackWeather)
    sim.changed()
    ctx.body = sim.weather
  })
  router.post('/callbacks/forge', async (ctx) => {
    ctx.body = await forgeCallback(sim, await parsed(ctx, bodies.Forge))
  })
  router.post('/reset', async (ctx) => {
    reset(await parsed(ctx, bodies.Reset))
    ctx.body = demoCompany(sim)
  })
  return router
}
