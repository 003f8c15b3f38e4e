import Router from '@koa/router'
import { z } from 'zod'
import { openAcquisitionLink } from '../acts/acquisition.ts'
import { enterKf, sayToKf } from '../acts/customer-service.ts'
import { joinGroup, makeGroup } from '../acts/groups.ts'
import { confirmMassMessage, publishMoment, reactToMoment } from '../acts/mass-messages.ts'
import { leaveCompany, refuseTransfer } from '../acts/succession.ts'
import type { Simulation } from '../simulation.ts'
import { answerProblems, parameter, parsed } from './control-routes.ts'

const Id = z.string().min(1).max(200)
const Group = z.object({ name: z.string().default(''), people: z.array(Id).default([]) })
const Config = z.object({ configId: Id })
const Reaction = z.object({ moment: Id, how: z.enum(['comment', 'like']) })
const Enter = z.object({ openKfId: Id, scene: z.string().default(''), sceneParam: z.string().default('') })
const Say = z.object({ openKfId: Id, text: z.string().min(1) })
const Link = z.object({ linkId: Id, channel: z.string().default('') })

/** Acts of customer contact: tasks that members confirm, groups, succession, acquisition links, 微信客服. */
export function customerContactRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)

  router.post('/staff/:id/mass-messages/:message/confirm', (ctx) => {
    ctx.body = confirmMassMessage(sim, parameter(ctx, 'id'), parameter(ctx, 'message'))
  })
  router.post('/staff/:id/moments/:moment/publish', (ctx) => {
    ctx.body = publishMoment(sim, parameter(ctx, 'id'), parameter(ctx, 'moment'))
  })
  router.post('/staff/:id/groups', async (ctx) => {
    ctx.body = await makeGroup(sim, parameter(ctx, 'id'), await parsed(ctx, Group))
  })
  router.post('/staff/:id/leave', (ctx) => {
    ctx.body = leaveCompany(sim, parameter(ctx, 'id'))
  })
  router.post('/people/:id/join-group', async (ctx) => {
    ctx.body = await joinGroup(sim, parameter(ctx, 'id'), (await parsed(ctx, Config)).configId)
  })
  router.post('/people/:id/refuse-transfer', async (ctx) => {
    ctx.body = await refuseTransfer(sim, parameter(ctx, 'id'))
  })
  router.post('/people/:id/moment-reaction', async (ctx) => {
    ctx.body = reactToMoment(sim, parameter(ctx, 'id'), await parsed(ctx, Reaction))
  })
  router.post('/people/:id/open-acquisition-link', async (ctx) => {
    ctx.body = await openAcquisitionLink(sim, parameter(ctx, 'id'), await parsed(ctx, Link))
  })
  router.post('/people/:id/kf/enter', async (ctx) => {
    ctx.body = await enterKf(sim, parameter(ctx, 'id'), await parsed(ctx, Enter))
  })
  router.post('/people/:id/kf/say', async (ctx) => {
    ctx.body = await sayToKf(sim, parameter(ctx, 'id'), await parsed(ctx, Say))
  })
  return router
}
