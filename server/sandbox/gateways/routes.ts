import Router from '@koa/router'
import type { Context } from 'koa'
import { z } from 'zod'
import { onProduct, openPage } from '../acts/open-page.ts'
import { personById } from '../acts/people.ts'
import { cannot } from '../acts/problem.ts'
import { readBody } from '../http/body.ts'
import { answerProblems, parameter, parsed } from '../http/control-routes.ts'
import { nextNumber, type Simulation } from '../simulation.ts'
import { tellProduct } from './report-sms.ts'
import { keepMessage, personOfPhone } from './shelf.ts'
import { signedBy } from './signature.ts'

/** The company's own ends: an SMS gateway, a push server, a system that takes webhooks. What people do with it, below. */
const SmsBody = z.object({
  id: z.string(),
  phone: z.string(),
  signName: z.string(),
  form: z.enum(['text', 'template']),
  text: z.string().default(''),
  templateId: z.string().default(''),
  params: z.record(z.string(), z.string()).default({}),
})
const PushBody = z.object({
  id: z.string(),
  devices: z.array(z.object({ id: z.string(), platform: z.string(), token: z.string() })),
  title: z.string(),
  text: z.string(),
  url: z.string().nullable(),
})
/** A number that belongs to nobody is what a dead number is to carriers. */
const REPORT_AFTER_MS = 1000
const LINK = /https?:\/\/[^\s，。]+/

export function gatewayRoutes(sim: Simulation) {
  const router = new Router()

  const gateway = (path: string, take: (body: string, ctx: Context) => object) =>
    router.post(`/gateways/${path}`, async (ctx) => {
      const body = await readBody(ctx.req)
      const known = signedBy((name) => ctx.get(name), body)
      ctx.status = known ? 200 : 401
      ctx.body = known ? take(body, ctx) : { message: '签名不对' }
      journal(path, known, body)
    })

  function journal(path: string, ok: boolean, body: string) {
    sim.journal.write({
      ...{ kind: 'call', platform: null, account: null, title: `/gateways/${path}`, person: null, staff: null },
      ...{ outcome: ok ? 'ok' : 'refused', summary: ok ? '收下' : '签名不对', request: body, response: null },
      ...{ errcode: null, attempts: 1, tookMs: 0 },
    })
  }

  gateway('sms', (body) => {
    const sms = SmsBody.parse(JSON.parse(body))
    const text =
      sms.form === 'text'
        ? sms.text
        : `【${sms.signName}】模板 ${sms.templateId}：${Object.values(sms.params).join('，')}`
    const person = personOfPhone(sim, sms.phone)
    const url = LINK.exec(text)?.[0] ?? null
    const fields = { title: null, html: null, unsubscribe: null }
    const before = sim.world.counter
    const kept = keepMessage(sim, { person, sort: 'sms', key: sms.id, text, url, ...fields })
    if (sim.world.counter > before) {
      const report = { id: kept.id, phone: sms.phone, delivered: person !== null, reason: person ? 'DELIVRD' : '空号' }
      sim.schedule.after(REPORT_AFTER_MS, () => tellProduct(sim, { reports: [report] }))
    }
    return { id: kept.id }
  })

  gateway('push', (body) => {
    const { id, devices, title, text, url } = PushBody.parse(JSON.parse(body))
    // Tokens of the sandbox's app end in the person they belong to.
    const people = devices.map(({ token }) => token.slice(token.lastIndexOf(':') + 1))
    const person = people.find((one) => sim.world.people[one] !== undefined) ?? null
    keepMessage(sim, { person, sort: 'push', key: id, title, text, url, html: null, unsubscribe: null })
    return { id, gone: [] }
  })

  gateway('webhook', (body, ctx) => {
    const key = ctx.get('webhook-id')
    const kept = { person: null, title: null, text: body, html: null, url: null, unsubscribe: null }
    keepMessage(sim, { ...kept, sort: 'webhook', key })
    return { ok: true }
  })

  const act = (path: string, does: (ctx: Context, person: string) => Promise<unknown>) =>
    router.post(`/sandbox/api/people/:id/inbox/${path}`, answerProblems, async (ctx) => {
      ctx.body = await does(ctx, personById(sim, parameter(ctx, 'id')).id)
    })
  const messageOf = (person: string, id: string) =>
    sim.world.gateway.find((one) => one.id === id && one.person === person) ??
    cannot('message.not-found', '没有这条消息', 404)
  const Which = z.object({ messageId: z.string(), url: z.string().optional() })

  act('open', async (ctx, person) => {
    const { messageId, url } = await parsed(ctx, Which)
    const address = url ?? messageOf(person, messageId).url ?? cannot('message.no-link', '这条消息没有链接')
    return { callbacks: [], opened: await openPage(sim, address) }
  })
  act('reply', async (ctx, person) => {
    const { text } = await parsed(ctx, z.object({ text: z.string().min(1).max(500) }))
    const phone = personById(sim, person).phone ?? cannot('person.no-phone', '这个人没有手机号')
    const id = `u${nextNumber(sim)}`
    const told = await tellProduct(sim, { replies: [{ id, phone, text }] })
    return {
      callbacks: [{ event: 'sms.reply', account: 'sms', ok: told.problem === null, attempts: 1, reply: null, ...told }],
    }
  })
  act('unsubscribe', async (ctx, person) => {
    const { messageId } = await parsed(ctx, Which)
    const address = messageOf(person, messageId).unsubscribe ?? cannot('message.no-way-out', '这封邮件没有退订按钮')
    const { pathname } = new URL(address)
    const answer = await sim.fetch(onProduct(sim, pathname), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
    return { callbacks: [], status: answer.status }
  })
  return router
}
