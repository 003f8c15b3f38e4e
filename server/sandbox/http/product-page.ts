import type { Context } from 'koa'
import { isOnProduct, onProduct } from '../acts/open-page.ts'
import { ActProblem } from '../acts/problem.ts'
import type { Simulation } from '../simulation.ts'

/** A page of the product as an app's browser shows it: fetched from the product, with a host script in front. */
/** Only a path of the product: this is not a proxy for the world. */
export function productPath(sim: Simulation, given: string): string {
  if (!given.startsWith('/') || given.startsWith('//') || given.includes('\\')) {
    throw new ActProblem('webview.address', '只能打开产品自己的页面', 400)
  }
  const url = new URL(onProduct(sim, given))
  if (!isOnProduct(sim, url.toString()) || url.pathname.startsWith('/sandbox')) {
    throw new ActProblem('webview.address', '只能打开产品自己的页面', 400)
  }
  return `${url.pathname}${url.search}${url.hash}`
}

const escapeAttribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

export async function productPage(sim: Simulation, ctx: Context, of: { path: string; script?: string; agent: string }) {
  const address = onProduct(sim, of.path.split('#')[0] ?? of.path)
  const tag = of.script === undefined ? '' : `<script src="${escapeAttribute(of.script)}"></script>`
  ctx.set('cache-control', 'no-store')
  ctx.set('content-type', 'text/html; charset=utf-8')
  try {
    const response = await sim.fetch(address, {
      headers: { 'user-agent': of.agent, accept: 'text/html' },
      signal: AbortSignal.timeout(sim.callbackTimeoutMs),
    })
    const html = await response.text()
    const isPage = (response.headers.get('content-type') ?? '').includes('html')
    if (!response.ok && isPage) {
      // The product's own words, such as "still being built", which look again by themselves.
      ctx.status = response.status
      ctx.body = html
      return
    }
    if (!response.ok || !isPage) {
      ctx.status = 502
      ctx.body = plainPage(`产品没有给出这一页：HTTP ${response.status}`)
      return
    }
    ctx.body = /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => `${head}${tag}`) : `${tag}${html}`
  } catch (error) {
    sim.log.warn({ err: error, path: of.path }, 'A page for a webview could not be fetched.')
    ctx.status = 502
    ctx.body = plainPage('产品没有应答，稍等它启动后再打开。')
  }
}

export const plainPage = (message: string) =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>打不开</title><body style="font:14px/22px -apple-system,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#646A73;background:#F5F6F8;margin:0;padding:48px 24px;text-align:center">${message.replaceAll('<', '&lt;')}</body></html>`
