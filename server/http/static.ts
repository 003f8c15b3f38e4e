import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Middleware } from 'koa'
import { z } from 'zod'
import type { RequestContext, RequestState } from './define-route.ts'
import { pagePolicy } from './page-policy.ts'
import { plainPage } from './plain-page.ts'

/** One built front end: where it is served, where its files are, and what to say while they are being made. */
export type BuiltPage = { base: `/${string}`; dir: string; title: string; progress(): string | null }

/** A build puts a hash into the name of what never changes; everything else is asked for again. */
const NEVER_CHANGES = /(?:^|\/)assets\/.+|\.[0-9a-f]{8,20}\.[a-z0-9]+$/
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt', '.map'])

const compress = promisify(gzip)
const NoSuchFile = z.object({ code: z.enum(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']) })

type FoundFile = { path: string; size: number; version: string }

async function findFile(dir: string, relative: string): Promise<FoundFile | null> {
  const path = normalize(join(dir, relative))
  if (path.includes('\0') || !path.startsWith(normalize(dir) + sep)) return null
  try {
    const found = await stat(path)
    if (!found.isFile()) return null
    return { path, size: found.size, version: `${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}` }
  } catch (error) {
    if (NoSuchFile.safeParse(error).success) return null
    throw error
  }
}

/** Serves one built front end: its files with fitting cache headers, its index for every address of its router. */
export function servePage(page: BuiltPage): Middleware<RequestState> {
  const compressed = createCompressedFiles()
  return async (ctx, next) => {
    const relative = relativePath(ctx.path, page.base)
    if (relative === null || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next()
    ctx.state.route = `${page.base}/*`
    if (relative === '') return ctx.redirect(`${page.base}/`)
    const file = relative === '/' ? null : await findFile(page.dir, relative)
    if (file !== null && extname(file.path) !== '.html') return sendFile(ctx, { file, relative, compressed })
    // A missing script must be an error, not a page that the browser then fails to run.
    if (file === null && extname(relative) !== '' && extname(relative) !== '.html') return next()
    const index = await findFile(page.dir, 'index.html')
    if (index === null) return sendWaiting(ctx, page)
    return sendIndex(ctx, file ?? index)
  }
}

function relativePath(path: string, base: string): string | null {
  if (path !== base && !path.startsWith(`${base}/`)) return null
  try {
    return decodeURIComponent(path.slice(base.length))
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

async function sendIndex(ctx: RequestContext, { path }: FoundFile) {
  const html = await readFile(path, 'utf8')
  ctx.set('Cache-Control', 'no-cache')
  ctx.set('Content-Security-Policy', pagePolicy(html))
  ctx.set('ETag', `"${createHash('sha256').update(html).digest('base64url').slice(0, 20)}"`)
  ctx.type = 'html'
  ctx.status = 200
  if (ctx.fresh) ctx.status = 304
  else ctx.body = html
}

type Sending = { file: FoundFile; relative: string; compressed: ReturnType<typeof createCompressedFiles> }

async function sendFile(ctx: RequestContext, { file, relative, compressed }: Sending) {
  const forever = NEVER_CHANGES.test(relative)
  ctx.set('Cache-Control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.set('ETag', `"${file.version}"`)
  ctx.type = extname(file.path)
  ctx.status = 200
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  if (!COMPRESSIBLE.has(extname(file.path))) {
    ctx.length = file.size
    ctx.body = createReadStream(file.path)
    return
  }
  ctx.vary('Accept-Encoding')
  if (ctx.acceptsEncodings('gzip', 'identity') === 'gzip') {
    ctx.set('Content-Encoding', 'gzip')
    ctx.body = await compressed(file)
  } else ctx.body = createReadStream(file.path)
}

/** Compressed once per version of a file; a build has few files, and they are small. */
function createCompressedFiles() {
  const known = new Map<string, { version: string; bytes: Promise<Buffer> }>()
  return (file: FoundFile): Promise<Buffer> => {
    const entry = known.get(file.path)
    if (entry?.version === file.version) return entry.bytes
    const bytes = readFile(file.path).then((content) => compress(content, { level: 9 }))
    known.set(file.path, { version: file.version, bytes })
    return bytes
  }
}

function sendWaiting(ctx: RequestContext, page: BuiltPage) {
  ctx.status = 503
  ctx.set('Retry-After', '3')
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'html'
  ctx.body = plainPage({
    title: `${page.title}正在准备`,
    sentence: page.progress() ?? '页面还没有构建完成，通常需要一两分钟。完成后这里会自动打开。',
    refreshSeconds: 3,
  })
}
