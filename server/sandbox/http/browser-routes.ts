import Router from '@koa/router'
import type { Context } from 'koa'
import { openPage, PHONE_AGENT } from '../acts/open-page.ts'
import { findArticle, isArticleUrl } from '../platform/wechat/articles.ts'
import type { Simulation } from '../simulation.ts'
import type { Article } from '../world/wechat-state.ts'
import { answerProblems } from './control-routes.ts'
import { plainPage, productPage, productPath } from './product-page.ts'

/**
 * The browser inside WeChat: articles of the account, and pages of the product. A link in an article is opened like any
 * other tap, so that the product's short links count it; what lies elsewhere is only named.
 */
const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Pictures of the account's own lie here; links go through this door, so that a tap is a tap. */
const withOwnAddresses = (html: string) =>
  html
    .replaceAll(/\bsrc="https?:\/\/mmbiz\.qpic\.cn\/mmbiz\/([\w-]+)\/0"/gi, 'src="/sandbox/api/media/$1"')
    .replaceAll(/\bhref="([^"]*)"/gi, (_all, url: string) => `href="${escapeHtml(throughBrowser(readEscaped(url)))}"`)
const readEscaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
const throughBrowser = (url: string) => `/sandbox/webview/open?${new URLSearchParams({ url })}`

const STYLE =
  'body{margin:0;padding:20px 16px 40px;font:17px/28px -apple-system,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1F2329;background:#fff;overflow-wrap:anywhere}h1{font-size:22px;line-height:31px;margin:0 0 12px;font-weight:600}.by{color:#646A73;font-size:15px;line-height:22px;margin-bottom:20px}.by b{color:#1664FF;font-weight:400}img{max-width:100%;height:auto}.more{margin-top:32px;padding-top:16px;border-top:1px solid #E5E6EB;font-size:15px}a{color:#1664FF;text-decoration:none}'

function articlePage(account: string, article: Article): string {
  const more =
    article.content_source_url === ''
      ? ''
      : `<p class="more"><a href="${escapeHtml(throughBrowser(article.content_source_url))}">阅读原文</a></p>`
  const author = article.author === '' ? '' : `${escapeHtml(article.author)} `
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(article.title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(article.title)}</h1><div class="by">${author}<b>${escapeHtml(account)}</b></div><div>${withOwnAddresses(article.content)}</div>${more}</body></html>`
}

const ARTICLE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-same-origin"

function giveArticle(sim: Simulation, ctx: Context, url: string) {
  const found = findArticle(sim, url)
  ctx.set('content-type', 'text/html; charset=utf-8')
  ctx.set('content-security-policy', ARTICLE_POLICY)
  if (found === null) {
    ctx.status = 404
    ctx.body = plainPage('这篇文章不存在。')
    return
  }
  ctx.body = found.deleted ? plainPage('该内容已被发布者删除。') : articlePage(found.account.name, found.article)
}

export function browserRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/webview' })
  router.use(answerProblems)
  const asked = (ctx: Context) => (typeof ctx.query.url === 'string' ? ctx.query.url : '')

  router.get('/page', async (ctx) => {
    const url = asked(ctx)
    if (isArticleUrl(url)) return giveArticle(sim, ctx, url)
    await productPage(sim, ctx, { path: productPath(sim, url), agent: PHONE_AGENT })
  })
  router.get('/open', async (ctx) => {
    const url = asked(ctx)
    const opened = await openPage(sim, url)
    if (opened.frame !== null) return ctx.redirect(opened.frame)
    ctx.set('content-type', 'text/html; charset=utf-8')
    ctx.set('content-security-policy', ARTICLE_POLICY)
    ctx.body = plainPage(`沙盒不离开这台机器，没有打开：${opened.url}`)
    return undefined
  })
  return router
}
