import { createHash } from 'node:crypto'

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/**
 * What a page may load and who may frame it. Scripts come from us only; an inline one runs when it is in the built
 * page itself (the mini-program's build has one), named by its hash. The sandbox console, same origin, frames
 * the sidebar and the mini-program.
 */
export function pagePolicy(html: string | null): string {
  const inline = html === null ? [] : [...html.matchAll(INLINE_SCRIPT)].map(([, code]) => hashOf(code ?? ''))
  return [
    "default-src 'self'",
    ["script-src 'self'", ...inline].join(' '),
    // antd, Taro and the canvas set styles from code.
    "style-src 'self' 'unsafe-inline'",
    // Avatars are the platforms' addresses, which are many and change.
    "img-src 'self' data: blob: https: http://wx.qlogo.cn http://wework.qpic.cn",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    "object-src 'none'",
  ].join('; ')
}
