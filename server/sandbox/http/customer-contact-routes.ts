import Router from '@koa/router'
import { z } from 'zod'
import { openAcquisitionLink, raiseAcquisitionNews } from '../acts/acquisition.ts'
import { answerInKf, enterKf, sayToKf } from '../acts/customer-service.ts'
import { dismissGroup, leaveGroup, removeFromGroup, renameGroup, sayInGroup } from '../acts/group-life.ts'
import { joinGroup, makeGroup } from '../acts/groups.ts'
import { confirmMassMessage, publishMoment, reactToMoment } from '../acts/mass-messages.ts'
import { personById } from '../acts/people.ts'
import { memberById } from '../acts/staff.ts'
import { leaveCompany, refuseTransfer } from '../acts/succession.ts'
import { consoleNews } from '../callbacks/names.ts'
import type { Simulation } from '../simulation.ts'
import { answerProblems, parameter, parsed } from './control-routes.ts'

const Id = z.string().min(1).max(200)
const Group = z.object({ name: z.string().default(''), people: z.array(Id).default([]) })
const Config = z.object({ configId: Id })
const Reaction = z.object({ moment: Id, how: z.enum(['comment', 'like']) })
const Enter = z.object({ openKfId: Id, scene: z.string().default(''), sceneParam: z.string().default('') })
const Text = z.string().min(1).max(2000)
const Chat = z.object({ chatId: Id })
const KfAnswer = z.object({ openKfId: Id, person: Id, text: Text })
const Say = z.object({ openKfId: Id, text: Text })
const Link = z.object({ linkId: Id, channel: z.string().default('') })
const News = z.object({ news: z.enum(consoleNews), linkId: z.string().max(200).default('') })

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
  router.post('/staff/:id/leave', async (ctx) => {
    ctx.body = await leaveCompany(sim, parameter(ctx, 'id'))
  })
  router.post('/people/:id/join-group', async (ctx) => {
    ctx.body = await joinGroup(sim, parameter(ctx, 'id'), (await parsed(ctx, Config)).configId)
  })
  router.post('/people/:id/leave-group', async (ctx) => {
    ctx.body = await leaveGroup(sim, parameter(ctx, 'id'), (await parsed(ctx, Chat)).chatId)
  })
  router.post('/people/:id/say-in-group', async (ctx) => {
    const by = personById(sim, parameter(ctx, 'id')).id
    ctx.body = sayInGroup(sim, { by, from: 'person', ...(await parsed(ctx, Chat.extend({ text: Text }))) })
  })
  router.post('/staff/:id/groups/:chat/remove', async (ctx) => {
    const { person } = await parsed(ctx, z.object({ person: Id }))
    ctx.body = await removeFromGroup(sim, parameter(ctx, 'id'), { chatId: parameter(ctx, 'chat'), person })
  })
  router.post('/staff/:id/groups/:chat/rename', async (ctx) => {
    const { name } = await parsed(ctx, z.object({ name: z.string().min(1).max(40) }))
    ctx.body = await renameGroup(sim, parameter(ctx, 'id'), { chatId: parameter(ctx, 'chat'), name })
  })
  router.post('/staff/:id/groups/:chat/say', async (ctx) => {
    const by = memberById(sim, parameter(ctx, 'id')).userId
    const { text } = await parsed(ctx, z.object({ text: Text }))
    ctx.body = sayInGroup(sim, { chatId: parameter(ctx, 'chat'), by, from: 'staff', text })
  })
  router.post('/staff/:id/groups/:chat/dismiss', async (ctx) => {
    ctx.body = await dismissGroup(sim, parameter(ctx, 'id'), parameter(ctx, 'chat'))
  })
  router.post('/staff/:id/kf-answer', async (ctx) => {
    ctx.body = await answerInKf(sim, parameter(ctx, 'id'), await parsed(ctx, KfAnswer))
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
  router.post('/acquisition/news', async (ctx) => {
    ctx.body = await raiseAcquisitionNews(sim, await parsed(ctx, News))
  })
  router.post('/people/:id/kf/enter', async (ctx) => {
    ctx.body = await enterKf(sim, parameter(ctx, 'id'), await parsed(ctx, Enter))
  })
  router.post('/people/:id/kf/say', async (ctx) => {
    ctx.body = await sayToKf(sim, parameter(ctx, 'id'), await parsed(ctx, Say))
  })
  return router
}
