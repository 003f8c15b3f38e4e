import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../shared/api/errors.ts'
import { MiniHome, MiniSession } from '../../shared/api/mini.ts'
import { type Contact, identityKey } from '../../shared/contact.ts'
import { AccountId, ContactId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { maskPhone, normalizePhone } from '../../shared/phone.ts'
import { Refusal } from '../../shared/refusal.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createFormFinder } from './forms.ts'
import { listenForTests, type TestApp } from './test-app.ts'

const PHONE = '13900001234'
const identity = identityKey('mini', 'wx0123456789abcdef', 'openid-1')
const now = new Date('2026-11-22T02:00:00Z')

/** What identity makes of the events; here a person who is known as soon as one came in. */
let line: Incoming[] = []
let known: Contact | null = null
const person = (): Contact => ({
  id: ContactId.parse('ct_1'),
  name: '王女士',
  identities: [],
  attributes: { level: 'VIP', vipExpiresAt: '2027-03-01' },
  provenance: {},
  tags: [],
  phoneMasked: line.some(({ event }) => event.name === 'phone.bound') ? maskPhone(PHONE) : null,
  firstSource: null,
  lastSource: null,
  followings: [],
  friendships: [],
  bots: [],
  greetings: [],
  scores: {},
  owner: StaffId.parse('zhang'),
  consent: {},
  grants: { 'tpl-1': 2 },
  lastSeenAt: null,
  createdAt: now,
  updatedAt: now,
  revision: 1,
  mergedInto: null,
})

let app: TestApp
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: {
      mini: {
        clock: { now: () => now },
        loginMini: async ({ code }) => {
          if (code === 'stale') throw new Refusal({ code: 'mini.login-refused', status: 401, message: '登录已失效' })
          return {
            account: AccountId.parse('ac_1'),
            appId: 'wx0123456789abcdef',
            openId: 'openid-1',
            unionId: 'union-1',
          }
        },
        phoneOfCode: async () => `+86 ${PHONE}`,
        miniAccountOf: async () => AccountId.parse('ac_1'),
        findForm: createFormFinder({ get: async () => null }),
        readAttributes: (given) => ({ values: { ...given }, sealed: {}, phone: null, masked: {}, problems: [] }),
        sealPhone: (text) => {
          const phone = normalizePhone(text)
          return phone === null
            ? null
            : { key: identityKey('phone', 'blind-index'), phone: { sealed: 'sealed', masked: maskPhone(phone) } }
        },
        acceptEvents: async (incoming) => {
          const fresh = incoming.filter(({ event }) => line.every((one) => one.event.id !== event.id))
          line.push(...fresh)
          return { accepted: fresh.length, repeated: incoming.length - fresh.length }
        },
        whenSettled: async () => {
          known = person()
          return true
        },
        contactByIdentity: async () => known,
        openMiniSession: (subject) => app.sessions.open({ kind: 'mini', subject, now: new Date(), lastsMs: 60_000 }),
        advisorOf: async () => ({ name: '张敏', position: null }),
        staffOfContact: async () => null,
        pushesArrive: async () => false,
        subscribeTemplates: async () => [{ template: 'tpl-1', title: '到期提醒' }],
      },
    },
  })
})
afterAll(() => app.close())
beforeEach(() => {
  line = []
  known = null
})

async function logIn() {
  const answer = await app.call('POST', '/api/v1/mini/session', { body: { code: 'code-1', scene: 'spring-fair' } })
  const session = MiniSession.parse(await answer.json())
  return { session, headers: { authorization: `Bearer ${session.token}` } }
}

/** As the queue on a phone sends it, a minute after the first. */
const told = (...events: object[]) => ({
  now: 61_000,
  events: events.map((event, index) => ({ id: `event-${index}-abc`, at: 61_000, ...event })),
})

describe('a follower in the mini-program', () => {
  it('is known at the first answer, with the unionid that the login told', async () => {
    const { session } = await logIn()
    expect(session).toMatchObject({
      contact: 'ct_1',
      home: { name: '王女士', level: 'VIP', advisor: { name: '张敏' } },
    })
    expect(line).toMatchObject([
      {
        event: { name: 'mini.opened', scene: 'spring-fair', account: 'ac_1' },
        claims: [
          { key: identity, strength: 'platform' },
          { key: 'unionid:union-1', strength: 'platform' },
        ],
      },
    ])
  })

  it('whose login code is used up is told so', async () => {
    const answer = await app.call('POST', '/api/v1/mini/session', { body: { code: 'stale' } })
    expect([answer.status, ApiError.parse(await answer.json()).error.code]).toEqual([401, 'mini.login-refused'])
  })

  it('binds a phone number as a verified claim, sealed, and sees it masked at once', async () => {
    const { headers } = await logIn()
    const answer = await app.call('POST', '/api/v1/mini/phone', { body: { code: 'phone-code' }, headers })
    expect(MiniHome.parse(await answer.json()).phoneMasked).toBe('139****1234')
    expect(line.at(-1)).toMatchObject({
      event: { name: 'phone.bound', masked: '139****1234' },
      claims: [{ key: identity }, { key: 'phone:blind-index', strength: 'verified' }],
      facts: { phone: { sealed: 'sealed' } },
    })
    expect(JSON.stringify(line)).not.toContain(PHONE)
  })

  it('submits the form: the number is declared, and stands in the event only masked', async () => {
    const { headers } = await logIn()
    const fields = { name: '王 女士', phone: ` ${PHONE} `, interest: '会员复购', extra: '不在表单里' }
    const answer = await app.call('POST', '/api/v1/mini/forms/register', { body: { fields }, headers })
    expect(answer.status).toBe(204)
    expect(line.at(-1)).toMatchObject({
      event: { fields: { name: '王 女士', phone: '139****1234', interest: '会员复购' } },
      claims: [{ key: identity }, { key: 'phone:blind-index', strength: 'declared', source: 'form.register' }],
      facts: { name: '王 女士', attributes: { interest: '会员复购' } },
    })
    expect(line.at(-1)?.event).not.toHaveProperty('fields.extra')
    expect(JSON.stringify(line)).not.toContain(PHONE)
  })

  it('is told every field of a form that is wrong', async () => {
    const { headers } = await logIn()
    const fields = { name: '', phone: '12345', interest: '别的' }
    const answer = await app.call('POST', '/api/v1/mini/forms/register', { body: { fields }, headers })
    const { error } = ApiError.parse(await answer.json())
    expect(answer.status).toBe(422)
    expect(error.details).toMatchObject({ problems: [{ field: 'name' }, { field: 'phone' }, { field: 'interest' }] })
    expect(line).toHaveLength(1)
  })

  it.each([
    ['/api/v1/mini/forms/register', { fields: { name: '王', phone: PHONE } }],
    ['/api/v1/mini/phone', { code: 'phone-code' }],
    ['/api/v1/mini/subscriptions', { answers: { 'tpl-1': 'accept', 'tpl-2': 'ban' } }],
    ['/api/v1/mini/events', told({ kind: 'view', page: 'pages/level/index' })],
  ])('who sends %s twice has done it once', async (path, body) => {
    const { headers } = await logIn()
    await app.call('POST', path, { body, headers })
    const once = line.length
    expect(once).toBeGreaterThan(1)
    await app.call('POST', path, { body, headers })
    expect(line).toHaveLength(once)
  })

  it('tells what it did without a network by when it happened, and what does not fit is refused alone', async () => {
    const { headers } = await logIn()
    const body = told(
      { kind: 'custom', type: 'wish.added', properties: { sku: 'A1' }, at: 1000 },
      { kind: 'custom', type: 'order.paid', properties: { amount: 1 } },
      { kind: 'custom', type: 'with space', properties: {} },
    )
    const answer = await app.call('POST', '/api/v1/mini/events', { body, headers })
    expect(await answer.json()).toEqual({ accepted: 1, refused: 2 })
    const [{ event } = { event: null }] = line.slice(1)
    expect(event).toMatchObject({ name: 'custom.happened', type: 'wish.added', properties: { sku: 'A1' } })
    expect(line.at(0)!.event.at.getTime() - (event?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(59_000)
  })

  it('accepts a template: only accept is a consent', async () => {
    const { headers } = await logIn()
    const body = { answers: { 'tpl-1': 'accept', 'tpl-2': 'ban' } }
    const home = MiniHome.parse(await (await app.call('POST', '/api/v1/mini/subscriptions', { body, headers })).json())
    expect(home.subscriptions).toEqual([{ template: 'tpl-1', title: '到期提醒', left: 2 }])
    expect(line.slice(1).map(({ event }) => event)).toMatchObject([
      { template: 'tpl-1', accepted: true },
      { template: 'tpl-2', accepted: false },
    ])
  })

  it('who is no staff member cannot go over to the staff pages', async () => {
    const { headers } = await logIn()
    expect((await app.call('POST', '/api/v1/mini/staff-session', { body: {}, headers })).status).toBe(403)
  })

  it('without a token, or with a salesperson’s, sees nothing', async () => {
    const { token } = await app.sessions.open({ kind: 'staff', subject: 'zhang', now: new Date(), lastsMs: 60_000 })
    const answers = await Promise.all([
      app.call('GET', '/api/v1/mini/home'),
      app.call('GET', '/api/v1/mini/home', { headers: { authorization: `Bearer ${token}` } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
  })
})
