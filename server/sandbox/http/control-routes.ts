import Router from '@koa/router'
import type { Context } from 'koa'
import type { z } from 'zod'
import { tapCard } from '../acts/cards.ts'
import { answerSubscription, askSubscription, setSubscription } from '../acts/consent.ts'
import { tapLink } from '../acts/links.ts'
import { tapMenu } from '../acts/menu.ts'
import { enterMini, miniLogin, miniPhone } from '../acts/mini-program.ts'
import { follow, sayToAccount, scan, unfollow } from '../acts/official-account.ts'
import { addMany, addStranger, personById } from '../acts/people.ts'
import { ActProblem } from '../acts/problem.ts'
import {
  addCustomer,
  chatWithCustomer,
  editCustomer,
  removeCustomer,
  removeStaff,
  scanContactWay,
} from '../acts/staff.ts'
import * as bodies from '../control-bodies.ts'
import type { Simulation } from '../simulation.ts'
import { readBody } from './body.ts'
import { personRow } from './person-row.ts'

/** Acts of people: `/people/…` and `/staff/…`. What the simulator itself is told stands in steering-routes.ts. */
export async function parsed<S extends z.ZodType>(ctx: Context, schema: S): Promise<z.infer<S>> {
  const raw = await readBody(ctx.req)
  let body: unknown = {}
  try {
    body = raw.trim() === '' ? {} : JSON.parse(raw)
  } catch (error) {
    if (error instanceof SyntaxError) throw new ActProblem('body.not-json', '请求体不是 JSON', 400)
    throw error
  }
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new ActProblem('body.invalid', `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), 400)
}

export async function answerProblems(ctx: Context, next: () => Promise<unknown>) {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof ActProblem)) throw error
    ctx.status = error.status
    ctx.body = { error: { code: error.code, message: error.message } }
  }
}

export const parameter = (ctx: { params: Record<string, string | undefined> }, name: string): string =>
  ctx.params[name] ?? ''

export function controlRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)

  router.get('/people', (ctx) => {
    const wanted = typeof ctx.query.query === 'string' ? ctx.query.query.trim() : ''
    const all = Object.values(sim.world.people)
    const found = all.filter((person) => person.name.includes(wanted) || person.phone?.endsWith(wanted) === true)
    const strangersFirst = found.sort(
      (one, other) => Number(other.stranger) - Number(one.stranger) || other.createdAt - one.createdAt,
    )
    ctx.body = { people: strangersFirst.slice(0, 50).map((person) => personRow(sim, person)), total: all.length }
  })
  router.post('/people', async (ctx) => {
    const person = addStranger(sim, await parsed(ctx, bodies.NewPerson))
    ctx.status = 201
    ctx.body = personRow(sim, person)
  })
  router.post('/people/bulk', async (ctx) => {
    const ids = addMany(sim, await parsed(ctx, bodies.ManyPeople))
    ctx.body = {
      people: ids.map((id) => {
        const { openId, unionId, externalUserId, miniOpenId } = personRow(sim, personById(sim, id))
        return { id, openId, unionId, externalUserId, miniOpenId }
      }),
    }
  })
  router.get('/people/:id', (ctx) => {
    ctx.body = personRow(sim, personById(sim, parameter(ctx, 'id')))
  })

  const person = (path: string, act: (ctx: Context, id: string) => Promise<unknown>) =>
    router.post(`/people/:id/${path}`, async (ctx) => {
      const { id } = personById(sim, parameter(ctx, 'id'))
      ctx.body = await act(ctx, id)
    })
  person('follow', async (_ctx, id) => await follow(sim, id, null))
  person('unfollow', async (_ctx, id) => await unfollow(sim, id))
  person('scan', async (ctx, id) => await scan(sim, id, (await parsed(ctx, bodies.Scan)).scene))
  person(
    'scan-contact-way',
    async (ctx, id) => await scanContactWay(sim, id, (await parsed(ctx, bodies.ScanContactWay)).configId),
  )
  person('say', async (ctx, id) => {
    const { text, to } = await parsed(ctx, bodies.Say)
    return to === undefined
      ? await sayToAccount(sim, id, text)
      : await chatWithCustomer(sim, { staff: to, person: id, text, from: 'person' })
  })
  person('menu', async (ctx, id) => await tapMenu(sim, id, (await parsed(ctx, bodies.TapMenu)).key))
  person('tap-link', async (ctx, id) => await tapLink(sim, id, await parsed(ctx, bodies.TapLink)))
  person('enter-mini', async (ctx, id) => enterMini(sim, id, (await parsed(ctx, bodies.EnterMini)).page))
  person('mini/login', async (_ctx, id) => miniLogin(sim, id))
  person('mini/phone', async (_ctx, id) => miniPhone(sim, id))
  person('mini/subscribe', async (ctx, id) => await answerSubscription(sim, id, await parsed(ctx, bodies.Subscribe)))
  person('mini/subscribe-ask', async (ctx, id) =>
    askSubscription(sim, id, (await parsed(ctx, bodies.AskSubscribe)).templateIds),
  )
  person('mini/subscribe-settings', async (ctx, id) => setSubscription(sim, id, await parsed(ctx, bodies.SetSubscribe)))
  person('remove-staff', async (ctx, id) => await removeStaff(sim, id, (await parsed(ctx, bodies.RemoveStaff)).staff))

  const staff = (path: string, act: (ctx: Context, id: string) => Promise<unknown>) =>
    router.post(`/staff/:id/${path}`, async (ctx) => {
      ctx.body = await act(ctx, parameter(ctx, 'id'))
    })
  staff('add-customer', async (ctx, id) => await addCustomer(sim, id, await parsed(ctx, bodies.AddCustomer)))
  staff(
    'remove-customer',
    async (ctx, id) => await removeCustomer(sim, id, (await parsed(ctx, bodies.RemoveCustomer)).person),
  )
  staff('edit-customer', async (ctx, id) => await editCustomer(sim, id, await parsed(ctx, bodies.EditCustomer)))
  staff('say-to-customer', async (ctx, id) => {
    const { person: customer, text } = await parsed(ctx, bodies.SayToCustomer)
    return await chatWithCustomer(sim, { staff: id, person: customer, text, from: 'staff' })
  })
  router.post('/staff/:id/cards/:messageId/tap', async (ctx) => {
    const tap = await parsed(ctx, bodies.TapCard)
    ctx.body = await tapCard(sim, parameter(ctx, 'id'), parameter(ctx, 'messageId'), tap)
  })
  return router
}
