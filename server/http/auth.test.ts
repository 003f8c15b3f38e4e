import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/api/errors.ts'
import { StaffId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { listenForTests, PUBLIC_URL, type TestApp } from './test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: {
      accounts: { listAccounts: async () => [] },
      journeys: { pauseJourney: async () => undefined },
      staffPages: { listMyAlerts: async () => ({ items: [], next: null }) },
    },
  })
  for (const role of ['admin', 'manager', 'viewer'] as const) await app.addUser(role, role)
})
afterAll(() => app.close())

const pause = '/api/v1/journeys/jn_1/pause'
const codeOf = async (answer: Response) => ApiError.parse(await answer.json()).error.code

describe('logging in', () => {
  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await app.call('POST', '/api/v1/session', { body: { name: 'admin', password: 'right-password' } })
    expect(await answer.json()).toMatchObject({ name: 'admin', role: 'admin' })
    expect(answer.headers.get('set-cookie')).toMatch(/^weilu_session=[\w-]{43};.*samesite=lax; httponly$/i)
  })

  it('gives a cookie for https alone where people come by https, whatever stands in between', async () => {
    const behindTls = await listenForTests(await freshDatabase(), {
      routes: { session: { publicUrl: 'https://weilu.test' } },
    })
    await behindTls.addUser('admin', 'admin')
    const body = { name: 'admin', password: 'right-password' }
    const answer = await behindTls.call('POST', '/api/v1/session', { body })
    expect(answer.headers.get('set-cookie')).toMatch(/; secure; httponly$/i)
    const { status } = await behindTls.call('DELETE', '/api/v1/session')
    expect(status).toBe(204)
    await behindTls.close()
  })

  it.each([
    ['a wrong password', 'manager'],
    ['a name nobody has', 'somebody'],
  ])('answers %s the same way', async (_, name) => {
    const answer = await app.call('POST', '/api/v1/session', { body: { name, password: 'wrong' } })
    expect(answer.status).toBe(401)
    expect(ApiError.parse(await answer.json()).error).toMatchObject({
      code: 'login.wrong',
      message: '账号或密码不对。',
    })
  })

  it('closes the door for one name after five wrong passwords, also for the right one, and for no other name', async () => {
    await app.addUser('guessed', 'viewer')
    const attempt = (name: string, password: string) =>
      app.call('POST', '/api/v1/session', { body: { name, password } })
    for (let time = 0; time < 5; time += 1) expect((await attempt('guessed', 'wrong')).status).toBe(401)
    const closed = await attempt('guessed', 'right-password')
    expect(closed.status).toBe(429)
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(800)
    expect((await attempt('admin', 'right-password')).status).toBe(200)
  })

  it('lets no more than five wrong guesses through when they come all at once', async () => {
    await app.addUser('rushed', 'viewer')
    const guesses = Array.from({ length: 20 }, (_, n) => ({ name: 'rushed', password: `wrong${n}` }))
    const answers = await Promise.all(guesses.map((body) => app.call('POST', '/api/v1/session', { body })))
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  it('ends with logging out: the old cookie opens nothing', async () => {
    const cookie = await app.cookieOf('viewer')
    expect((await app.call('GET', '/api/v1/session', { headers: cookie })).status).toBe(200)
    expect((await app.call('DELETE', '/api/v1/session', { headers: cookie })).status).toBe(204)
    expect((await app.call('GET', '/api/v1/session', { headers: cookie })).status).toBe(401)
  })
})

describe('a session', () => {
  it('that has run out opens nothing', async () => {
    const { user } = (await app.users.byName('admin')) ?? expect.fail('the user is there')
    const hourAgo = new Date(Date.now() - 3_600_000)
    const { token } = await app.sessions.open({ kind: 'admin', subject: user.id, now: hourAgo, lastsMs: 3_599_000 })
    const answer = await app.call('GET', '/api/v1/session', { headers: { cookie: `weilu_session=${token}` } })
    expect(await codeOf(answer)).toBe('session.missing')
  })

  it('cannot be made up', async () => {
    const headers = { cookie: `weilu_session=${'A'.repeat(43)}` }
    expect((await app.call('GET', '/api/v1/accounts', { headers })).status).toBe(401)
  })

  it('of a salesperson is no manager’s, in the cookie or as a bearer token', async () => {
    const { token } = await app.sessions.open({
      kind: 'staff',
      subject: StaffId.parse('wang'),
      now: new Date(),
      lastsMs: 60_000,
    })
    const asCookie = await app.call('GET', '/api/v1/accounts', { headers: { cookie: `weilu_session=${token}` } })
    const asBearer = await app.call('GET', '/api/v1/accounts', { headers: { authorization: `Bearer ${token}` } })
    expect([asCookie.status, asBearer.status]).toEqual([401, 401])
    const mine = await app.call('GET', '/api/v1/staff/me/alerts', { headers: { authorization: `Bearer ${token}` } })
    expect(mine.status).toBe(200)
  })

  it('of a salesperson ends when they leave the company', async () => {
    const { token } = await app.sessions.open({
      kind: 'staff',
      subject: StaffId.parse('left'),
      now: new Date(),
      lastsMs: 60_000,
    })
    const mine = await app.call('GET', '/api/v1/staff/me/alerts', { headers: { authorization: `Bearer ${token}` } })
    expect(mine.status).toBe(401)
  })
})

describe('the API token', () => {
  it('has the administrator’s rights', async () => {
    expect((await app.call('POST', pause, { headers: app.bearer })).status).toBe(204)
  })

  it.each([
    ['one letter off', 'Bearer token-for-tests-0123456788'],
    ['longer', 'Bearer token-for-tests-01234567890'],
    ['of another scheme', 'Basic token-for-tests-0123456789'],
  ])('is refused when %s', async (_, authorization) => {
    expect((await app.call('GET', '/api/v1/accounts', { headers: { authorization } })).status).toBe(401)
  })
})

describe('roles', () => {
  it.each([
    ['viewer', 'GET', '/api/v1/accounts', 200],
    ['viewer', 'POST', pause, 403],
    ['manager', 'POST', pause, 204],
    ['manager', 'POST', '/api/v1/accounts', 403],
    ['admin', 'POST', '/api/v1/accounts', 400],
  ])('a %s asking %s %s gets %i', async (name, method, path, status) => {
    const headers = await app.cookieOf(name)
    expect((await app.call(method, path, { headers })).status).toBe(status)
  })

  it('are checked before the body is looked at', async () => {
    const headers = await app.cookieOf('viewer')
    const answer = await app.call('POST', '/api/v1/accounts', { headers, body: { kind: 'nonsense' } })
    expect(await codeOf(answer)).toBe('session.not-allowed')
  })
})

describe('a write that comes from a page', () => {
  it.each([
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['of another site that hides its origin', { origin: 'null' }, 403],
    ['of a sister domain', { 'sec-fetch-site': 'same-site' }, 403],
    ['at our public address', { origin: PUBLIC_URL }, 204],
  ])('%s gets its answer', async (_, headers, status) => {
    const cookie = await app.cookieOf('manager')
    expect((await app.call('POST', pause, { headers: { ...cookie, ...headers } })).status).toBe(status)
  })

  it('at the address the server itself was reached under is let through', async () => {
    const cookie = await app.cookieOf('manager')
    expect((await app.call('POST', pause, { headers: { ...cookie, origin: app.url } })).status).toBe(204)
  })
})

describe('the audit log', () => {
  it('holds who wrote what and how it ended, refused writes too, and never a body', async () => {
    const viewer = await app.cookieOf('viewer')
    await app.call('POST', '/api/v1/journeys/jn_audit/pause', { headers: viewer })
    await app.call('POST', '/api/v1/journeys/jn_audit/pause', { headers: app.bearer })
    await app.call('GET', '/api/v1/accounts', { headers: viewer })
    const [newest, before] = await app.auditLog.newest(2)
    expect(newest).toMatchObject({
      user: 'api-token',
      action: 'POST /api/v1/journeys/:id/pause',
      target: { id: 'jn_audit' },
      status: 204,
    })
    expect(before).toMatchObject({ userName: 'viewer', status: 403 })
  })
})
