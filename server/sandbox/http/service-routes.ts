import Router from '@koa/router'
import { z } from 'zod'
import { personById } from '../acts/people.ts'
import { answerNotices, enterSession, loginToPage, sayToMini } from '../acts/services.ts'
import type { Simulation } from '../simulation.ts'
import { answerProblems, parameter, parsed } from './control-routes.ts'

/** More acts of people: notices, web login, a mini-program's customer service. */
const Notice = z.enum(['accept', 'reject'])
const Notices = z.object({
  templateIds: z.array(z.string()).min(1),
  answer: z.union([Notice, z.record(z.string(), Notice)]),
})
const Login = z.object({ scope: z.enum(['snsapi_base', 'snsapi_userinfo']).default('snsapi_base') })
const Text = z.object({ text: z.string().min(1) })
const Session = z.object({ from: z.string().default('') })

export function serviceRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api/people/:id' })
  router.use(answerProblems)
  const idOf = (ctx: { params: Record<string, string | undefined> }) => personById(sim, parameter(ctx, 'id')).id

  router.post('/oa/subscribe', async (ctx) => {
    ctx.body = await answerNotices(sim, idOf(ctx), await parsed(ctx, Notices))
  })
  router.post('/oa/login', async (ctx) => {
    ctx.body = loginToPage(sim, idOf(ctx), (await parsed(ctx, Login)).scope)
  })
  router.post('/mini/say', async (ctx) => {
    ctx.body = await sayToMini(sim, idOf(ctx), (await parsed(ctx, Text)).text)
  })
  router.post('/mini/enter-session', async (ctx) => {
    ctx.body = await enterSession(sim, idOf(ctx), (await parsed(ctx, Session)).from)
  })
  return router
}
