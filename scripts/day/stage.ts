import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mongoose from 'mongoose'
import { DemoCompany } from '../../server/sandbox/control-api.ts'
import type { Account } from '../../server/sandbox/world/account.ts'
import { freePortFrom } from '../parts/ports.ts'
import { seedDemo } from '../parts/seed-demo.ts'
import { startSimulator } from '../parts/simulator.ts'
import { startChild } from './children.ts'
import type { Papers } from './people.ts'

/** Everything the day is played on: database, simulator and server, each a process of its own, and the way to end them. */
export type Stage = {
  papers: Papers
  accounts: Readonly<Record<'oa' | 'mini' | 'wecom', Account>>
  /** Read only: what the product holds is looked at, never touched. */
  database: mongoose.Connection
  databaseKind: string
  simulatorUrl: string
  productUrl: string
  apiToken: string
}

const SELLERS = ['销售顾问', '渠道顾问', '客户成功顾问']

type Undo = (() => Promise<unknown>)[]
export const withStage = <T>(say: (text: string) => void, play: (stage: Stage) => Promise<T>): Promise<T> =>
  withUndo(async (undo) => play(await build(say, undo)))

/** Runs `play` and then undoes, the newest first, what it asked to have undone; also when a signal cuts it off. */
export async function withUndo<T>(play: (undo: Undo) => Promise<T>): Promise<T> {
  const undo: Undo = []
  let ending: Promise<void> | null = null
  const end = async () => {
    for (const step of undo.reverse()) {
      await step().catch((error: unknown) => console.error('while stopping:', error))
    }
  }
  const cutOff = () => {
    ending ??= end()
    void ending.then(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, cutOff)
  try {
    return await play(undo)
  } finally {
    ending ??= end()
    await ending
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, cutOff)
  }
}

/** A database of our own: a fresh name on the server that was given, or the embedded one on a folder that goes away. */
export async function freshDatabase(dataDir: string, undo: Undo) {
  const given = process.env['MONGODB_URI']
  const embedded = given ? null : await startChild({ program: './database-process.ts', args: [dataDir] })
  if (embedded) undo.push(embedded.stop)
  const url = new URL(given ?? embedded?.uri ?? '')
  url.pathname = `/day_${randomBytes(5).toString('hex')}`
  const uri = url.toString()
  const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
  undo.push(async () => {
    if (given) await connection.dropDatabase()
    await connection.close()
  })
  return { uri, connection, kind: embedded?.kind ?? 'MONGODB_URI' }
}

async function build(say: (text: string) => void, undo: Undo): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-day-'))
  undo.push(() => rm(dataDir, { recursive: true, force: true }))
  const { uri, connection, kind } = await freshDatabase(dataDir, undo)
  say(`database: ${kind}`)
  const port = await freePort()
  const simulatorPort = await freePort(port + 1)
  const productUrl = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    port: simulatorPort,
    dataDir,
    productUrl,
    clockSpeed: 1,
    log: (line) => say(`simulator: ${line}`),
  })
  undo.push(simulator.stop)
  const apiToken = randomBytes(24).toString('hex')
  const server = await startChild({
    program: './server-process.ts',
    env: serverEnvironment({ port, uri, productUrl, apiToken, simulatorUrl: simulator.url, dataDir }),
  })
  undo.push(server.stop)
  say(`server: ${productUrl} (pid ${server.pid}), simulator: ${simulator.url}`)
  await seedDemo({
    productUrl,
    simulatorUrl: simulator.url,
    apiToken,
    say: (text) => say(`demo company: ${text}`),
    pause: (ms) => pause(ms),
  })
  const demo = DemoCompany.parse(await (await fetch(`${simulator.url}/sandbox/api/demo`)).json())
  return {
    ...papersOf(demo),
    database: connection,
    databaseKind: kind,
    simulatorUrl: simulator.url,
    productUrl,
    apiToken,
  }
}

/** Several days may run on one machine: they begin to look at different places, below the ports clients are given. */
export async function freePort(from = 12_000 + (process.pid % 800) * 20): Promise<number> {
  const port = await freePortFrom(from)
  if (port === null) throw new Error('no free port')
  return port
}

type ServerNeeds = Record<'uri' | 'productUrl' | 'apiToken' | 'simulatorUrl' | 'dataDir', string> & {
  port: number
  role?: 'all' | 'web'
}
export const serverEnvironment = (needs: ServerNeeds): NodeJS.ProcessEnv => ({
  PORT: String(needs.port),
  PUBLIC_URL: needs.productUrl,
  MONGODB_URI: needs.uri,
  DATABASE: 'auto',
  DATA_DIR: needs.dataDir,
  ROLE: needs.role ?? 'all',
  SECRET_KEY: randomBytes(32).toString('hex'),
  ADMIN_PASSWORD: randomBytes(12).toString('hex'),
  API_TOKEN: needs.apiToken,
  WECHAT_API_URL: `${needs.simulatorUrl}/wechat`,
  WECOM_API_URL: `${needs.simulatorUrl}/wecom`,
  SANDBOX: 'on',
  SANDBOX_URL: needs.simulatorUrl,
  CLOCK_SPEED: '1',
  // The day is posted in a minute of any hour: at night everything would be held until morning.
  QUIET_HOURS: 'off',
  LOG_LEVEL: 'error',
})

function papersOf(demo: DemoCompany): Pick<Stage, 'papers' | 'accounts'> {
  const find = <K extends 'oa' | 'mini' | 'wecom'>(kind: K) => {
    const account = demo.accounts.find((one): one is Extract<typeof one, { kind: K }> => one.kind === kind)
    if (!account) throw new Error(`the demo company has no ${kind} account`)
    return account
  }
  const [oa, mini, wecom] = [find('oa'), find('mini'), find('wecom')]
  const staff = demo.staff.filter(({ position }) => SELLERS.includes(position)).map(({ userId }) => userId)
  return {
    papers: { oa, mini, wecom, staff },
    accounts: {
      oa: { ...oa, format: 'xml', openPlatformId: null, service: true, verified: true },
      mini: { ...mini, format: 'xml', openPlatformId: null },
      wecom: { ...wecom, agentName: '', openPlatformId: null },
    },
  }
}
