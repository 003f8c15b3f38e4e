import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { sandboxSenders } from '../../scripts/parts/sandbox-senders.ts'
import { seedDemo } from '../../scripts/parts/seed-demo.ts'
import { parseConfig } from '../../server/config.ts'
import { createElasticClock } from '../../server/kit/clock.ts'
import { createLog } from '../../server/kit/log.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { DemoCompany, PersonRow, PhonesState } from '../../server/sandbox/control-api.ts'
import { startSimulator } from '../../server/sandbox/start-simulator.ts'
import { AccountCreated } from '../../shared/api/accounts.ts'
import { ContactPage, type ContactProfile, TimelinePage } from '../../shared/api/contacts.ts'
import { freshDatabase } from './database.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

type LineOptions = {
  seed?: boolean
  at?: string
  /** False: the story starts the server itself, as processes of its own with `environment`. */
  serve?: boolean
  /** The address the server reaches the database at, for what stands in between. */
  databaseAt?: (uri: string) => string | Promise<string>
  /** More of what the server is started with. */
  more?: Readonly<Record<string, string>>
  /** Hears the console's wish for the Wechaty process. */
  askForBot?: () => void
}

/** Ten in the morning in Shanghai, a day that has not come yet: outside quiet hours, and ahead of every machine's clock. */
function tomorrowMorning(): string {
  return `${new Date(Date.now() + DAY).toISOString().slice(0, 10)}T02:00:00Z`
}

/**
 * The whole line for a story: real server, real database, the simulator of the platforms behind HTTP, one clock for both
 * that the story moves. People are played through the simulator's control API, as the console does.
 */
export async function startLine({
  seed = true,
  at = tomorrowMorning(),
  serve = true,
  databaseAt = (uri) => uri,
  more = {},
  askForBot,
}: LineOptions = {}) {
  const database = await freshDatabase()
  const clock = createElasticClock(1)
  clock.jump(Math.max(0, new Date(at).getTime() - clock.now().getTime()))
  const log = createLog('silent')
  const apiToken = randomBytes(24).toString('hex')
  // The simulator must know the product's address before the product, which needs the simulator's, has one.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    clock,
    log,
    productUrl: url,
    demo: 'company',
    seed: 7,
    ...(askForBot && { askForBot }),
  })
  const environment = {
    PORT: String(port),
    PUBLIC_URL: url,
    MONGODB_URI: await databaseAt(database.uri),
    SECRET_KEY: 'a secret that is only good for stories, nothing else',
    ADMIN_PASSWORD: 'story-password',
    API_TOKEN: apiToken,
    WECHAT_API_URL: simulator.wechatUrl,
    WECOM_API_URL: simulator.wecomUrl,
    WECOM_AUTHORIZE_URL: `${url}/sandbox/connect/oauth2/authorize`,
    SANDBOX_URL: simulator.url,
    ...sandboxSenders({ url: simulator.url, smtpUrl: simulator.smtpUrl }),
    SANDBOX: 'on',
    LOG_LEVEL: 'silent',
    ...more,
  }
  const config = parseConfig(environment)
  let server: RunningServer | null = serve ? await startServer({ config, log, clock }) : null

  const call = async (
    base: string,
    method: string,
    path: string,
    body?: unknown,
    token = apiToken,
  ): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 400)}`)
    return text === '' ? null : JSON.parse(text)
  }
  const api = (method: string, path: string, body?: unknown, token?: string) =>
    call(url, method, `/api/v1${path}`, body, token)
  const play = (path: string, body: unknown = {}) => call(simulator.url, 'POST', `/sandbox/api${path}`, body)
  const see = async <T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> =>
    schema.parse(await call(simulator.url, 'GET', `/sandbox/api${path}`))

  const demo = await see(DemoCompany, '/demo')
  if (seed)
    await seedDemo({
      productUrl: url,
      simulatorUrl: simulator.url,
      apiToken,
      say: () => undefined,
      pause: (ms) => pause(Math.min(ms, 50)),
    })

  /** Everybody the story asked about: `npm run story` prints what happened to them. */
  const met = new Set<string>()
  const printTrails = async () => {
    for (const id of met) {
      const lines = (await line.timeline(id)).map(
        ({ event, title, why }) => `  ${event.at.toISOString()}  ${title}${why ? `  (${why})` : ''}`,
      )
      console.log([`\n${id}`, ...lines].join('\n'))
    }
  }

  const line = {
    url,
    clock,
    config,
    demo,
    simulator,
    /** What a server of this line is started with; the database of the line, past whatever stands in between. */
    environment,
    database: database.connection,
    api,
    play,
    see,
    apiToken,
    phones: (person: string, staff: string) => see(PhonesState, `/state?person=${person}&staff=${staff}`),
    person: (id: string) => see(PersonRow, `/people/${id}`),
    stores() {
      if (!server) throw new Error('this story runs its server as a process of its own')
      return server.composed.stores
    },
    /** The contact with this identity, once there is one. */
    contact: (identity: string) =>
      until(`a contact has ${identity}`, async () => {
        const [found] = ContactPage.parse(await api('GET', `/contacts?identity=${encodeURIComponent(identity)}`)).items
        if (found) met.add(found.id)
        return found
      }),
    profile: async (id: string) => (await api('GET', `/contacts/${id}`)) as ContactProfile,
    async timeline(id: string) {
      const { items } = TimelinePage.parse(await api('GET', `/contacts/${id}/timeline?limit=200`))
      return items.reverse()
    },
    /** Waits until the timeline of this contact holds an event of that name (and fitting `test`). */
    happened: (id: string, name: string, test: (event: Record<string, unknown>) => boolean = () => true) =>
      until(`${name} stands in the timeline`, async () =>
        (await line.timeline(id)).find(({ event }) => event.name === name && test(event)),
      ),
    connect: async (account: Record<string, unknown>) => AccountCreated.parse(await api('POST', '/accounts', account)),
    async restartServer() {
      await server?.stop()
      server = await startServer({ config, log, clock })
    },
    async stop() {
      if (process.env.STORY_TRAIL) await printTrails()
      await server?.stop()
      await simulator.close()
      await database.close()
    },
  }
  return line
}
export type Line = Awaited<ReturnType<typeof startLine>>
