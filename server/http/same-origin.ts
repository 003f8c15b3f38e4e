import type { Context } from 'koa'
import { Refusal } from '../../shared/refusal.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A write that rides on a cookie must come from a page of ours: the cookie is SameSite=Lax, and the browser's own
 * word for where it comes from must agree. A program that sends no such word at all is no browser, and has no
 * cookie that a stranger's page could borrow.
 */
export function refuseForeignOrigin(ctx: Context, publicUrl: string) {
  if (READS.has(ctx.method)) return
  const origin = ctx.get('Origin')
  const site = ctx.get('Sec-Fetch-Site')
  const ours = origin === '' || origin === new URL(publicUrl).origin || origin === `${ctx.protocol}://${ctx.host}`
  if (ours && site !== 'cross-site' && site !== 'same-site') return
  throw new Refusal({
    code: 'request.foreign-origin',
    status: 403,
    message: '请求不是从本系统的页面发出的，已拒绝。请检查 PUBLIC_URL 是否与浏览器地址一致。',
  })
}
