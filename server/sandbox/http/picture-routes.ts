import Router from '@koa/router'
import { ActProblem } from '../acts/problem.ts'
import type { Simulation } from '../simulation.ts'
import { codesOf } from './codes.ts'
import { answerProblems, parameter } from './control-routes.ts'
import { qrPicture } from './qr-picture.ts'

/** What phones show that is no text: code pictures, and what uploaded media hold. */
const BEGINNINGS: readonly [type: string, at: number, text: string][] = [
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/png', 0, '\x89PNG'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['audio/mpeg', 0, 'ID3'],
  ['audio/amr', 0, '#!AMR'],
  ['video/mp4', 4, 'ftyp'],
]
/** By what it holds: an uploader may have called it anything. */
const typeOf = (bytes: Buffer): string =>
  BEGINNINGS.find(([, at, text]) => bytes.toString('latin1', at, at + text.length) === text)?.[0] ??
  'application/octet-stream'

export function pictureRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)

  router.get('/codes', (ctx) => {
    ctx.body = { codes: codesOf(sim) }
  })
  router.get('/codes/picture', (ctx) => {
    const text = typeof ctx.query.text === 'string' ? ctx.query.text : ''
    const picture = qrPicture(text)
    if (text === '' || picture === null) throw new ActProblem('code.text', '这段内容画不成二维码', 400)
    ctx.set('content-type', 'image/svg+xml')
    ctx.set('cache-control', 'public, max-age=86400')
    ctx.body = picture
  })
  router.get('/media/:id', (ctx) => {
    const id = parameter(ctx, 'id')
    const bytes = sim.files.get(id)
    if (bytes === null) throw new ActProblem('media.not-found', '没有这个素材，或内容已被清理', 404)
    ctx.set('content-type', typeOf(bytes))
    // Somebody's upload: it is looked at, never run.
    ctx.set('content-security-policy', "default-src 'none'; sandbox")
    ctx.set('x-content-type-options', 'nosniff')
    ctx.set('cache-control', 'private, max-age=3600')
    ctx.body = bytes
  })
  return router
}
