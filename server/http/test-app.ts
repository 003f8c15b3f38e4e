import type { AddressInfo } from 'node:net'
import type { CurrentUser } from '../../shared/api/system.ts'
import { systemClock } from '../kit/clock.ts'
import { createLog } from '../kit/log.ts'
import { createAuditLogStore } from '../store/audit-log.ts'
import { createSessionsStore } from '../store/sessions.ts'
import { createUsersStore } from '../store/users.ts'
import { type AppNeeds, createApp } from './app.ts'
import { createMetrics } from './metrics.ts'
import { hashPassword } from './password.ts'
import { apiRoutes, type RouteNeeds } from './routes.ts'
import { createShortLinks } from './short-link.ts'

export const API_TOKEN = 'token-for-tests-0123456789'
export const BOT_TOKEN = 'bot-token-for-tests-0123456789'
export const PUBLIC_URL = 'http://weilu.test'
const PASSWORD = 'right-password'

/** Functions a test does not reach: calling one is the test's failure, by name. */
function unwired<T extends object>(group: string, given: Partial<T> = {}): T {
  return new Proxy(given, {
    get(target, name) {
      if (Reflect.has(target, name)) return Reflect.get(target, name)
      return () => Promise.reject(new Error(`${group}.${String(name)} is not part of this test`))
    },
  }) as T
}

export type Given = {
  routes?: { [G in keyof RouteNeeds]?: Partial<RouteNeeds[G]> }
  app?: Partial<AppNeeds>
}

type EmptyDatabase = { connection: Parameters<typeof createUsersStore>[0]; close(): Promise<void> }

/** The real application on a free port over a fresh database, with real stores for users, sessions and audit; the rest as the test gives it. */
export async function listenForTests(database: EmptyDatabase, given: Given = {}) {
  const lines: string[] = []
  const users = createUsersStore(database.connection)
  const sessions = createSessionsStore(database.connection)
  const auditLog = createAuditLogStore(database.connection)
  const log = createLog('warn', { write: (line) => void lines.push(line) })
  const metrics = createMetrics(async () => ({ inbox: { new: 2 }, outbox: { waiting: 3 } }), log)
  const links = createShortLinks('k'.repeat(32))
  const clocks = { clock: systemClock, machineClock: systemClock }
  const group = <G extends keyof RouteNeeds>(name: G, own: Partial<RouteNeeds[G]> = {}): RouteNeeds[G] =>
    unwired<RouteNeeds[G]>(name, { ...own, ...given.routes?.[name] })
  const routes: RouteNeeds = {
    session: { users, sessions, machineClock: systemClock, publicUrl: PUBLIC_URL, ...given.routes?.session },
    overview: group('overview'),
    providers: group('providers'),
    quotas: group('quotas'),
    accounts: group('accounts'),
    syncs: group('syncs'),
    contacts: group('contacts'),
    merges: group('merges'),
    scores: group('scores'),
    tags: group('tags'),
    relations: group('relations'),
    lifecycle: group('lifecycle'),
    segments: group('segments'),
    imports: group('imports'),
    exchange: group('exchange'),
    definitions: group('definitions'),
    objects: group('objects'),
    events: group('events', { clock: systemClock }),
    journeys: group('journeys'),
    catalogue: group('catalogue', {
      readCatalogue: async () => ({ nodes: [], conditions: [], channels: [], events: [], templates: [] }),
    }),
    enrollments: group('enrollments'),
    outbox: group('outbox'),
    leads: group('leads'),
    inbox: group('inbox'),
    forms: group('forms'),
    sidebar: group('sidebar', { publicUrl: PUBLIC_URL }),
    staffPages: group('staffPages'),
    mini: group('mini', { clock: systemClock }),
    wechaty: group('wechaty', { clock: systemClock }),
    popups: group('popups', { clock: systemClock, timeZone: 'Asia/Shanghai' }),
    web: group('web', { clock: systemClock, machineClock: systemClock }),
    webSites: group('webSites', { clock: systemClock, publicUrl: PUBLIC_URL }),
    devices: group('devices', { clock: systemClock }),
    links: group('links', { links, clock: systemClock, addressFor: async ({ url }) => url }),
    unsubscribe: group('unsubscribe'),
    media: group('media'),
    menus: group('menus'),
    kf: group('kf'),
    mailPixel: group('mailPixel', { clock: systemClock }),
    privacy: group('privacy'),
    health: group('health', { metrics, readReadiness: async () => ({ started: true, database: true, workerLag: 0 }) }),
  }
  const app = createApp({
    users,
    sessions,
    auditLog,
    metrics,
    routes: apiRoutes(routes, PUBLIC_URL),
    ...clocks,
    staffIsActive: async (id) => id !== 'left',
    apiToken: API_TOKEN,
    botToken: BOT_TOKEN,
    publicUrl: PUBLIC_URL,
    trustProxy: false,
    log,
    callbacks: null,
    pages: [],
    sdkFile: null,
    sandboxUrl: null,
    ...given.app,
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const addUser = async (name: string, role: CurrentUser['role']) => {
    await users.addUnlessThere({ name, role, passwordHash: await hashPassword(PASSWORD), at: new Date() })
  }
  const call = (method: string, path: string, init: { body?: unknown; headers?: Record<string, string> } = {}) =>
    fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(init.body === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    })
  return {
    url,
    lines,
    users,
    sessions,
    auditLog,
    links,
    routes,
    addUser,
    call,
    bearer: { authorization: `Bearer ${API_TOKEN}` },
    /** Logs in by name and password; the header that carries the session. */
    async cookieOf(name: string, password = PASSWORD) {
      const answer = await call('POST', '/api/v1/session', { body: { name, password } })
      return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
    },
    async close() {
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
      await database.close()
    },
  }
}
export type TestApp = Awaited<ReturnType<typeof listenForTests>>
