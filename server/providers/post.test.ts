import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createPost } from './post.ts'
import { hostIsPrivate, isPublicAddress } from './public-address.ts'
import { signatureHolds, signedHeaders } from './signed-json.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { createWebhook } from './webhook.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

test.each([
  ['8.8.8.8', true],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['0.0.0.0', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:8.8.8.8', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['2400:3200::1', true],
  ['not an address', false],
])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected))

test.each([
  ['http://127.1/', true],
  ['http://0x7f000001/', true],
  ['http://2130706433/', true],
  ['http://[::ffff:7f00:1]/', true],
  ['https://8.8.8.8/', false],
  ['https://example.com/', false],
])('%s is an address of our own network: %s', (url, expected) => expect(hostIsPrivate(new URL(url))).toBe(expected))

describe('a post', () => {
  it('to a name that leads into our own network is not made', async () => {
    const { post, close } = createPost({ publicOnly: true })
    const url = server.url.replace('127.0.0.1', 'localhost')
    expect(await post({ url, headers: {}, body: '' })).toEqual({ kind: 'private' })
    expect(await post({ url: server.url, headers: {}, body: '' })).toEqual({ kind: 'private' })
    expect(server.asked).toEqual([])
    await close()
  })

  it('follows no redirect, and reads no endless answer', async () => {
    const { post, close } = createPost({ publicOnly: false })
    server.answers.push({ status: 307, headers: { location: `${server.url}/elsewhere` } })
    expect(await post({ url: server.url, headers: {}, body: 'x' })).toMatchObject({ kind: 'answered', status: 307 })
    server.answers.push({ body: 'x'.repeat(70_000) })
    expect(await post({ url: server.url, headers: {}, body: 'x' })).toEqual({ kind: 'answered', status: 200, body: '' })
    expect(server.asked.map(({ path }) => path)).toEqual(['/', '/'])
    await close()
  })
})

describe('a signature', () => {
  const now = new Date('2026-03-01T08:00:00Z')
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const header = (headers: Record<string, string>) => (name: string) => headers[name] ?? ''

  it('is the one of standardwebhooks.com’s own example', () => {
    const body = '{"test": 2432232314}'
    const headers = signedHeaders({
      secret,
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      body,
      now: new Date(1614265330_000),
    })
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test.each([
    ['as it was made', {}, '{}', 0, true],
    ['four minutes later', {}, '{}', 240, true],
    ['six minutes later', {}, '{}', 360, false],
    ['of another body', {}, '{ }', 0, false],
    ['under another id', { 'webhook-id': 'm2' }, '{}', 0, false],
    ['with another time', { 'webhook-timestamp': '1772352001' }, '{}', 0, false],
    ['beside one of another key', { 'webhook-signature': 'v1,AAAA' }, '{}', 0, false],
    ['left out', { 'webhook-signature': '' }, '{}', 0, false],
  ])('%s holds: %s', (_what, changed, body, seconds, expected) => {
    const headers = { ...signedHeaders({ secret, id: 'm1', body: '{}', now }), ...changed }
    const asked = { secret, header: header(headers), body, now: new Date(now.getTime() + seconds * 1000) }
    expect(signatureHolds(asked)).toBe(expected)
  })
})

describe('a webhook', () => {
  const poster = createPost({ publicOnly: false })
  afterAll(() => poster.close())
  const webhook = (insecure: boolean) =>
    createWebhook({ secret: 's'.repeat(24), insecure, post: poster.post, now: () => new Date() })

  it('goes out over https only, but in the sandbox', async () => {
    const before = server.asked.length
    const given = { url: server.url, body: '{}', key: 'k1' }
    expect(await webhook(false).send(given)).toMatchObject({ kind: 'refused', remedy: 'fix-setup' })
    expect(server.asked).toHaveLength(before)
    expect(await webhook(true).send(given)).toEqual({ kind: 'accepted', id: null })
    expect(server.asked.at(-1)?.headers['webhook-id']).toBe('k1')
  })
})
