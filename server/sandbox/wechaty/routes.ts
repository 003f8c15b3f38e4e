import Router from '@koa/router'
import { z } from 'zod'
import { personById } from '../acts/people.ts'
import { answerProblems, parameter, parsed } from '../http/control-routes.ts'
import type { Simulation } from '../simulation.ts'
import * as acts from './acts.ts'
import { readFeed } from './feed.ts'
import { startProcess, tellProcess } from './process.ts'
import { BOT, BotPhase } from './state.ts'

const Text = z.object({ text: z.string().min(1).max(2000) })
const Hello = z.object({ hello: z.string().max(50).default('') })
const Accept = z.object({ request: z.string() })
const Said = z.object({ to: z.string(), body: acts.BotSays })
const Process = z.object({ phase: BotPhase })
const nothing = { callbacks: [] }

/** `/wechaty/…` is for the mock puppet, and for the account's own phone; `/people/:id/wechaty/…` for everybody else's. */
export function wechatyRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)
  router.post('/wechaty/hello', (ctx) => {
    ctx.body = { account: BOT, loggedIn: sim.world.bot.loggedIn, contacts: acts.addressBook(sim) }
  })
  router.get('/wechaty/feed', async (ctx) => {
    ctx.body = { events: await readFeed(sim, Number(ctx.query.after ?? 0)) }
  })
  router.post('/wechaty/accept', async (ctx) => {
    acts.acceptRequest(sim, (await parsed(ctx, Accept)).request)
    ctx.body = nothing
  })
  router.post('/wechaty/said', async (ctx) => {
    const { to, body } = await parsed(ctx, Said)
    ctx.body = { id: acts.botSays(sim, to, body) }
  })
  router.post('/wechaty/process', async (ctx) => {
    ctx.body = tellProcess(sim, (await parsed(ctx, Process)).phase)
  })
  router.post('/wechaty/start', (ctx) => {
    startProcess(sim)
    ctx.body = nothing
  })
  for (const [path, loggedIn] of [
    ['login', true],
    ['logout', false],
  ] as const) {
    router.post(`/wechaty/${path}`, (ctx) => {
      acts.logBot(sim, loggedIn)
      ctx.body = nothing
    })
  }

  const person = (path: string, act: (id: string, ctx: Parameters<typeof parsed>[0]) => void | Promise<void>) =>
    router.post(`/people/:id/wechaty/${path}`, async (ctx) => {
      await act(personById(sim, parameter(ctx, 'id')).id, ctx)
      ctx.body = nothing
    })
  person('add', async (id, ctx) => acts.askForFriendship(sim, id, (await parsed(ctx, Hello)).hello))
  person('remove', (id) => acts.unfriend(sim, id))
  person('say', async (id, ctx) => acts.sayToBot(sim, id, (await parsed(ctx, Text)).text))
  person('join-group', (id) => acts.joinRoom(sim, id))
  person('leave-group', (id) => acts.leaveRoom(sim, id))
  person('say-in-group', async (id, ctx) => acts.sayInRoom(sim, id, (await parsed(ctx, Text)).text))
  return router
}
