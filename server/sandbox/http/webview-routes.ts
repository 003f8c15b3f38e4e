import Router from '@koa/router'
import type { Context } from 'koa'
import { isOnProduct, PHONE_AGENT } from '../acts/open-page.ts'
import { ActProblem } from '../acts/problem.ts'
import { BridgeCall, WebviewNote } from '../control-bodies.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import { findMini, findWecom, type Simulation } from '../simulation.ts'
import { identityKeyOf } from '../world/identity.ts'
import { answerBridge } from './bridge.ts'
import { answerProblems, parsed } from './control-routes.ts'
import { miniHostScript, WECOM_AGENT, wecomHostScript, whoScript } from './host-scripts.ts'
import { plainPage, productPage, productPath } from './product-page.ts'

/**
 * The two in-app browsers. A page of the product is fetched from the product, a host script goes in front of everything
 * else, and the script puts the real address back, so that the page finds the world it would find inside the app. The
 * script is a file, not inline: the product may forbid inline scripts.
 */
const first = (value: unknown): string => (typeof value === 'string' ? value : '')
const query = (values: Record<string, string>) => new URLSearchParams(values).toString()

export function webviewRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox' })
  router.use(answerProblems)

  router.get('/webview/wecom', async (ctx) => {
    const staff = first(ctx.query.staff)
    const customer = first(ctx.query.customer)
    if (sim.world.members[staff] === undefined) throw new ActProblem('staff.not-found', '没有这个员工', 404)
    const path = productPath(sim, first(ctx.query.url) || '/sidebar/')
    const script = `/sandbox/webview/wecom.js?${query({ staff, customer, url: path })}`
    await productPage(sim, ctx, { path, script, agent: WECOM_AGENT })
  })
  router.get('/webview/wecom.js', (ctx) => {
    giveScript(
      ctx,
      wecomHostScript({
        staff: first(ctx.query.staff),
        customer: first(ctx.query.customer),
        url: productPath(sim, first(ctx.query.url)),
      }),
    )
  })
  router.get('/webview/mini', async (ctx) => {
    const person = first(ctx.query.person)
    if (sim.world.people[person] === undefined) throw new ActProblem('person.not-found', '没有这个人', 404)
    const path = productPath(sim, first(ctx.query.url) || '/mini/')
    const script = `/sandbox/webview/mini.js?${query({ person, url: path, scene: first(ctx.query.scene) })}`
    await productPage(sim, ctx, { path, script, agent: `${PHONE_AGENT} miniProgram/${findMini(sim)?.appId ?? ''}` })
  })
  router.get('/webview/mini.js', (ctx) => {
    giveScript(
      ctx,
      miniHostScript({
        person: first(ctx.query.person),
        url: productPath(sim, first(ctx.query.url)),
        scene: first(ctx.query.scene),
        appId: findMini(sim)?.appId ?? '',
        agent: PHONE_AGENT,
      }),
    )
  })

  router.get('/webview/who.js', (ctx) => giveScript(ctx, whoScript))

  /** Facts C3.2: inside WeCom the member is known, so the page comes straight back with a code. */
  router.get('/connect/oauth2/authorize', (ctx) => {
    const account = findWecom(sim)
    const appId = first(ctx.query.appid)
    const redirect = first(ctx.query.redirect_uri)
    if (account === null || account.corpId !== appId) {
      throw new ActProblem('oauth.appid', `appid 参数错误：${appId}（错误码 2000002）`, 400)
    }
    if (!URL.canParse(redirect) || !isOwnAddress(sim, ctx, redirect)) {
      throw new ActProblem('oauth.redirect', 'redirect_uri 与配置的授权完成回调域名不一致（错误码 50001）', 400)
    }
    const staff = first(ctx.query.sandbox_staff)
    if (sim.world.members[staff] === undefined) {
      // The product's proxy keeps cookies to itself, so the page asks the tab which member's phone this is.
      ctx.set('content-type', 'text/html; charset=utf-8')
      ctx.body = `<script src="/sandbox/webview/who.js"></script>${plainPage('请在沙盒控制台的企业微信里打开这个页面。')}`
      return
    }
    const target = new URL(redirect)
    target.searchParams.set(
      'code',
      giveVoucher(sim, { sort: 'oauth', account: account.corpId, subject: staff, detail: first(ctx.query.scope) }),
    )
    target.searchParams.set('state', first(ctx.query.state))
    const url = `${target.pathname}${target.search}${target.hash}`
    const customer = first(ctx.query.sandbox_customer)
    ctx.redirect(`/sandbox/webview/wecom?${query({ staff, customer, url })}`)
  })
  router.post('/api/bridge/call', async (ctx) => {
    ctx.body = answerBridge(sim, await parsed(ctx, BridgeCall))
  })
  router.post('/api/webview/note', async (ctx) => {
    const { person: id, method, path, status } = await parsed(ctx, WebviewNote)
    const person = sim.world.people[id]
    const account = findMini(sim)
    sim.journal.write({
      kind: 'act',
      platform: 'mini',
      account: account?.appId ?? null,
      title: `${method} ${path}`,
      person:
        person === undefined || account === null
          ? null
          : { id, name: person.name, identity: identityKeyOf(account, id) },
      staff: null,
      outcome: status < 400 ? 'ok' : 'refused',
      summary: `小程序页面请求产品：HTTP ${status}`,
      request: null,
      response: null,
      errcode: null,
      attempts: 1,
      tookMs: 0,
    })
    ctx.status = 204
  })
  return router
}

/** The product under the name the browser used for it counts as its own address too. */
function isOwnAddress(sim: Simulation, ctx: Context, address: string): boolean {
  const forwarded = ctx.get('x-forwarded-host') || ctx.get('host')
  return isOnProduct(sim, address) || new URL(address).host === forwarded
}

function giveScript(ctx: Context, script: string) {
  ctx.set('content-type', 'text/javascript; charset=utf-8')
  ctx.set('cache-control', 'no-store')
  ctx.body = script
}
