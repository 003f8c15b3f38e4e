import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import type { Middleware } from 'koa'
import { z } from 'zod'
import type { RequestState } from './define-route.ts'

const NoSuchFile = z.object({ code: z.literal('ENOENT') })

/** `/sdk.js`, for pages of others: any origin may load it, and asks again after an hour whether it changed. */
export function serveSdk(path: string): Middleware<RequestState> {
  let made: { text: string; zipped: Buffer; tag: string } | null = null
  const load = async () => {
    const text = await readFile(path, 'utf8')
    if (made?.text !== text) {
      const tag = createHash('sha256').update(text).digest('base64url').slice(0, 16)
      made = { text, zipped: gzipSync(text, { level: 9 }), tag }
    }
    return made
  }
  return async (ctx, next) => {
    if (ctx.path !== '/sdk.js' || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next()
    ctx.state.route = '/sdk.js'
    try {
      const { text, zipped, tag } = await load()
      ctx.set('Cross-Origin-Resource-Policy', 'cross-origin')
      ctx.set('Access-Control-Allow-Origin', '*')
      ctx.set('Cache-Control', 'public, max-age=3600')
      ctx.etag = tag
      ctx.vary('Accept-Encoding')
      ctx.type = 'text/javascript'
      ctx.status = 200
      if (ctx.fresh) ctx.status = 304
      else if (ctx.acceptsEncodings('gzip') === 'gzip') {
        ctx.set('Content-Encoding', 'gzip')
        ctx.body = zipped
      } else ctx.body = text
    } catch (error) {
      if (!NoSuchFile.safeParse(error).success) throw error
      ctx.status = 503
      ctx.body = 'The SDK is being built.'
    }
    return undefined
  }
}
