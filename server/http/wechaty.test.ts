import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WechatyStatus } from '../../shared/api/wechaty.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { API_TOKEN, BOT_TOKEN, listenForTests, type TestApp } from './test-app.ts'

const kept: Incoming[] = []
const since = new Date('2026-03-01T08:00:00Z')
const status: WechatyStatus = {
  kind: 'running',
  state: {
    phase: 'waiting-scan',
    puppet: 'service',
    since,
    account: null,
    login: 'https://login.weixin.qq.com/l/secret',
    problem: null,
    retryAt: null,
    undelivered: 0,
  },
}
let app: TestApp
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: {
      wechaty: {
        readStatus: async () => status,
        acceptEvents: async (incoming) => {
          kept.push(...incoming)
          return { accepted: incoming.length, repeated: 0 }
        },
      },
      accounts: { listAccounts: async () => [] },
    },
  })
  for (const role of ['admin', 'viewer'] as const) await app.addUser(role, role)
})
afterAll(() => app.close())

const who = { id: 'x', name: '林小满', friend: true }
const body = {
  bot: 'b1',
  events: [{ kind: 'message', id: 'm1', at: since, who, room: null, form: 'text', text: '你好' }],
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const post = (token: string) => app.call('POST', '/api/v1/wechaty/events', { body, headers: bearer(token) })

describe('the door of the Wechaty process', () => {
  it('takes what happened, and the event id is made from the account and the message', async () => {
    const answer = await post(BOT_TOKEN)
    expect([answer.status, await answer.json()]).toEqual([200, { accepted: 1, repeated: 0 }])
    expect(kept.map(({ event }) => event.id)).toEqual(['wechaty:b1:m1'])
  })

  it.each([
    ['the token of automation', API_TOKEN],
    ['no token of ours', 'something-else'],
  ])('is closed to %s', async (_what, token) => {
    expect((await post(token)).status).toBe(401)
    expect(kept).toHaveLength(1)
  })

  it('opens nothing else', async () => {
    expect((await app.call('GET', '/api/v1/accounts', { headers: bearer(BOT_TOKEN) })).status).toBe(401)
  })

  it.each([
    ['admin', status.state.login],
    ['viewer', null],
  ] as const)('shows the state to %s, and the login code to an administrator alone', async (role, login) => {
    const answer = await app.call('GET', '/api/v1/wechaty', { headers: await app.cookieOf(role) })
    expect(await answer.json()).toMatchObject({ kind: 'running', state: { phase: 'waiting-scan', login } })
  })
})
