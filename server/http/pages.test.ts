import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { listenForTests, type TestApp } from './test-app.ts'

let app: TestApp
let dir: string
let simulator: Server
const seen: { url: string | undefined; secrets: unknown[]; body: string }[] = []

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weilu-pages-'))
  await mkdir(join(dir, 'admin/assets'), { recursive: true })
  await writeFile(
    join(dir, 'admin/index.html'),
    '<!doctype html><script>var a = 1</script><script src="/x.js"></script>',
  )
  await writeFile(join(dir, 'admin/assets/index-Ab12.js'), `console.log(1)${' '.repeat(5000)}`)
  await writeFile(join(dir, 'admin/favicon.svg'), '<svg/>')
  await writeFile(join(dir, 'secret.txt'), 'hunter2')
  simulator = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
    const { cookie, authorization } = incoming.headers
    const secrets = [cookie, authorization].filter((one) => one !== undefined)
    seen.push({ url: incoming.url, secrets, body: Buffer.concat(chunks).toString() })
    response.writeHead(incoming.url === '/sandbox/stream' ? 200 : 201, {
      'content-type': 'text/event-stream',
      'content-security-policy': "default-src 'none'",
    })
    response.write('data: first\n\n')
    if (incoming.url !== '/sandbox/stream') response.end()
  })
  await new Promise<void>((resolve) => simulator.listen(0, '127.0.0.1', resolve))
  const page = (base: `/${string}`, name: string, progress: string | null) => ({
    base,
    dir: join(dir, name),
    title: '页面',
    progress: () => progress,
  })
  app = await listenForTests(await freshDatabase(), {
    app: {
      pages: [page('/admin', 'admin', null), page('/mini', 'mini', '已完成 <40%>')],
      sandboxUrl: `http://127.0.0.1:${(simulator.address() as AddressInfo).port}`,
    },
  })
})
afterAll(async () => {
  await app.close()
  simulator.closeAllConnections()
  simulator.close()
  await rm(dir, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) => app.call('GET', path, { headers })

describe('a built page', () => {
  it.each([
    ['/admin/', 'its root'],
    ['/admin/contacts/ct_1', 'any address of its router'],
    ['/admin/index.html', 'its own file'],
  ])('answers %s (%s) with the index, asked for again each time', async (path) => {
    const answer = await get(path)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache'])
    expect(await answer.text()).toContain('<!doctype html>')
  })

  it('keeps what has a hash in its name for ever, and compresses it', async () => {
    const answer = await get('/admin/assets/index-Ab12.js', { 'accept-encoding': 'gzip' })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toContain('console.log(1)')
  })

  it('answers 304 to who has the same version', async () => {
    const etag = (await get('/admin/favicon.svg')).headers.get('etag') ?? ''
    const again = await request(`${app.url}/admin/favicon.svg`, { headers: { 'if-none-match': etag } })
    expect(again.statusCode).toBe(304)
  })

  it('says 404 for a script that is not there, so that no page is run as one', async () => {
    expect((await get('/admin/assets/gone-1234.js')).status).toBe(404)
  })

  it.each(['/admin/../secret.txt', '/admin/%2e%2e/secret.txt', '/admin/..%2fsecret.txt', '/admin/%00', '/admin/%zz'])(
    'gives nothing outside its folder: %s',
    async (path) => {
      const raw = await new Promise<string>((resolve, reject) => {
        import('node:net').then(({ connect }) => {
          const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
          let text = ''
          socket.on('data', (data) => {
            text += data.toString()
          })
          socket.on('end', () => resolve(text))
          socket.on('error', reject)
          socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
        }, reject)
      })
      expect(raw).not.toContain('hunter2')
    },
  )

  it('runs its own inline script by hash, no other, and may be framed by our own pages only', async () => {
    const policy = (await get('/admin/')).headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]{44}';/)
    expect(policy).toContain("frame-ancestors 'self'")
  })

  it('that is not built yet says so in Chinese, with how far it is, and asks again by itself', async () => {
    const answer = await get('/mini/')
    const text = await answer.text()
    expect(answer.status).toBe(503)
    expect(text).toContain('页面正在准备')
    expect(text).toContain('已完成 &lt;40%&gt;')
    expect(text).toContain('http-equiv="refresh"')
  })

  it('is where the bare address leads', async () => {
    expect((await get('/')).headers.get('location')).toBe('/admin/')
    expect((await get('/admin')).headers.get('location')).toBe('/admin/')
  })
})

describe('the way to the simulator', () => {
  it('passes method, path, query and body on, and keeps the admin’s cookie and token', async () => {
    const answer = await app.call('POST', '/sandbox/api/tap?at=1', {
      body: { tap: 1 },
      headers: { cookie: 'weilu_session=x', authorization: 'Bearer secret' },
    })
    expect(answer.status).toBe(201)
    expect(seen.at(-1)).toEqual({ url: '/sandbox/api/tap?at=1', secrets: [], body: '{"tap":1}' })
  })

  it.each([
    ['an address of its own', 'http://127.0.0.1:1/sandbox/a', '/sandbox/a'],
    ['dots that climb out', '/sandbox/../wechat/cgi-bin/token', null],
    ['hidden dots that climb out', '/sandbox/%2e%2e/wechat/cgi-bin/token', null],
  ])('leads nowhere else, whatever the request line says: %s', async (_name, line, arrives) => {
    const before = seen.length
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
      socket.on('data', () => socket.destroy())
      socket.on('close', () => resolve())
      socket.write(`GET ${line} HTTP/1.1\r\nHost: evil\r\n\r\n`)
    })
    expect(seen.slice(before).map(({ url }) => url)).toEqual(arrives === null ? [] : [arrives])
  })

  it('lets its pages speak for themselves about what they may load', async () => {
    expect((await get('/sandbox/')).headers.get('content-security-policy')).toBe("default-src 'none'")
  })

  it('streams: an event arrives before the answer ends', async () => {
    const reader = (await get('/sandbox/stream')).body?.getReader()
    const first = await reader?.read()
    expect(new TextDecoder().decode(first?.value)).toBe('data: first\n\n')
    await reader?.cancel()
  })

  it('is a 502 that explains itself when nobody listens there', async () => {
    const lonely = await listenForTests(await freshDatabase(), { app: { sandboxUrl: 'http://127.0.0.1:9' } })
    const answer = await lonely.call('GET', '/sandbox/', { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(502)
    expect(await answer.text()).toContain('模拟平台没有应答')
    await lonely.close()
  })
})

describe('health', () => {
  it.each([
    ['its work has begun and the database answers', { started: true, database: true }, 200],
    ['the database is away', { started: true, database: false }, 503],
    ['its work has not begun', { started: false, database: true }, 503],
  ])('tells whether it is ready when %s', async (_, state, status) => {
    const one = await listenForTests(await freshDatabase(), {
      routes: { health: { readReadiness: async () => ({ ...state, workerLag: null }) } },
    })
    const answer = await one.call('GET', '/readyz')
    expect([answer.status, await answer.json()]).toEqual([status, { ...state, workerLag: null }])
    expect((await one.call('GET', '/healthz')).status).toBe(200)
    await one.close()
  })

  it('counts requests by route pattern and shows what waits', async () => {
    await get('/api/v1/contacts/ct_1')
    const text = await (await get('/metrics')).text()
    expect(text).toContain('weilu_http_request_seconds_count{method="GET",route="/api/v1/contacts/:id",status="401"} 1')
    expect(text).toContain('weilu_inbox_rows{status="new"} 2')
    expect(text).toContain('weilu_outbox_rows{fate="waiting"} 3')
    expect(text).toContain('nodejs_eventloop_lag_seconds')
  })
})
