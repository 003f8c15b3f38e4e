import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context, Next } from 'koa'

/** The built console page under `/sandbox/`. */
const DIST = fileURLToPath(new URL('../console/dist/', import.meta.url))
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const NOT_BUILT = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>沙盒控制台</title>
<body style="font:14px/22px -apple-system,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#1F2329;background:#F5F6F8;padding:48px">
<h1 style="font-size:20px">沙盒控制台还没有构建</h1>
<p>模拟器已经在运行。请在仓库根目录执行：</p><pre>npm run build --workspace @weilu/sandbox-console</pre><p>然后刷新这一页。</p></body></html>`

export function consoleRoutes() {
  return async (ctx: Context, next: Next) => {
    if (ctx.path === '/sandbox') return ctx.redirect('/sandbox/')
    if (ctx.method !== 'GET' || !ctx.path.startsWith('/sandbox/')) return await next()
    const wanted = normalize(ctx.path.slice('/sandbox/'.length))
    if (wanted.startsWith('..')) return
    const file = wanted === '.' || wanted === '' ? 'index.html' : wanted
    const bytes = await readIfThere(join(DIST, file))
    if (bytes !== null) {
      ctx.set('cache-control', file === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable')
      ctx.set('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      ctx.body = bytes
      return
    }
    if (file === 'index.html') {
      ctx.status = 503
      ctx.set('content-type', 'text/html; charset=utf-8')
      ctx.body = NOT_BUILT
    }
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null
    throw error
  }
}
