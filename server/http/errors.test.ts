import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/api/errors.ts'
import { Refusal } from '../../shared/refusal.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { listenForTests, type TestApp } from './test-app.ts'

let app: TestApp
let toThrow: unknown = null
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: { accounts: { listAccounts: () => Promise.reject(toThrow) } },
  })
})
afterAll(() => app.close())

const ask = (path = '/api/v1/accounts') => app.call('GET', path, { headers: app.bearer })

describe('what was thrown becomes what the caller sees', () => {
  it.each([
    [
      'a refusal with details',
      { code: 'journey.invalid', status: 422, message: '不能发布', details: { problems: [] } },
    ],
    ['a refusal without', { code: 'journey.not-found', status: 404, message: '没有找到' }],
    ['a refusal of a server that is not ready', { code: 'mini.not-ready', status: 503, message: '请稍后' }],
  ])('%s keeps its code, status and message', async (_, given) => {
    toThrow = new Refusal(given)
    const answer = await ask()
    const { error } = ApiError.parse(await answer.json())
    const { status, ...said } = given
    expect(answer.status).toBe(status)
    expect(error).toMatchObject(said)
    expect(error.requestId).toBe(answer.headers.get('x-request-id'))
  })

  it.each([
    ['a bug', new Error('password of the database is hunter2')],
    ['an error that carries a status of its own', Object.assign(new Error('hunter2'), { status: 404, expose: true })],
    ['something that is no error', 'hunter2'],
  ])('%s says nothing but its request id, and is logged under it', async (_, thrown) => {
    toThrow = thrown
    app.lines.length = 0
    const answer = await ask()
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toContain('hunter2')
    const { error } = ApiError.parse(JSON.parse(text))
    expect(error.code).toBe('internal')
    expect(app.lines.join()).toContain(error.requestId)
  })

  it('an address nobody serves is a 404 in the same shape', async () => {
    const answer = await ask('/api/v1/nothing')
    expect([answer.status, ApiError.parse(await answer.json()).error.code]).toEqual([404, 'route.not-found'])
  })
})

describe('a body', () => {
  const post = (body: string | Buffer) =>
    fetch(`${app.url}/api/v1/accounts`, {
      method: 'POST',
      headers: app.bearer,
      body: new Uint8Array(Buffer.from(body)),
    })

  it.each([
    ['that is not JSON', '{"kind":', 400, 'request.not-json'],
    [
      'that is nested a hundred thousand times',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      400,
      'request.too-deep',
    ],
    ['that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'request.not-utf8'],
    ['over 1 MB', `"${'x'.repeat(1024 * 1024)}"`, 413, 'request.too-large'],
    ['of the wrong shape', '{"kind":"fax"}', 400, 'request.invalid'],
  ])('%s is refused by name', async (_, body, status, code) => {
    const answer = await post(body)
    expect([answer.status, ApiError.parse(await answer.json()).error.code]).toEqual([status, code])
  })

  it('over 1 MB is refused also when its length was not announced', async () => {
    const piece = new TextEncoder().encode('x'.repeat(256 * 1024))
    let left = 8
    const stream = new ReadableStream({
      pull(controller) {
        if (left === 0) controller.close()
        else controller.enqueue(piece)
        left -= 1
      },
    })
    const answer = await fetch(`${app.url}/api/v1/accounts`, {
      method: 'POST',
      headers: app.bearer,
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
  })

  it('of the wrong shape is answered with every place that is wrong', async () => {
    const answer = await post(JSON.stringify({ kind: 'mini', name: '', appId: 'no', appSecret: 's', token: 't' }))
    const { details } = ApiError.parse(await answer.json()).error
    expect(details).toMatchObject({
      problems: expect.arrayContaining([
        { part: 'body', path: 'appId', message: 'AppID 应为 wx 加 16 位十六进制字符' },
        expect.objectContaining({ path: 'token' }),
      ]),
    })
  })
})
