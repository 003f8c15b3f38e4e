import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Config } from '../../server/config.ts'
import { botToken } from '../../server/kit/bot-token.ts'
import { root } from './pages.ts'
import { run } from './run.ts'

/** The Wechaty process: its own packages, and a life that ends with ours and comes back when it dies by itself. */
const folder = join(root, 'server/wechaty')
const PAUSES_MS = [1000, 2000, 5000, 15_000, 30_000, 60_000]
/** Having stood so long, a death is a new one. */
const STOOD_MS = 10 * 60_000

const stamp = join(folder, 'node_modules/.weilu-lock')
const readLock = () => readFile(join(folder, 'package-lock.json'), 'utf8')

export const wechatyIsInstalled = async () =>
  existsSync(stamp) && (await readFile(stamp, 'utf8')) === (await readLock())

export async function installWechaty(progress: (text: string) => void) {
  if (await wechatyIsInstalled()) return
  progress('installing its packages (npm ci, about half a minute)')
  // Its packages run without their install scripts, some of which would fetch programs.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
  await writeFile(stamp, await readLock())
}

export type BotNeeds = {
  puppet: 'service' | 'mock'
  /** Where it listens, and how the product reaches it. */
  url: string
  productUrl: string
  secretKey: string
  dataDir: string
  sandboxUrl: string | null
  dailyCap: number
  serviceToken: string | null
  serviceEndpoint: string | null
  logLevel: string
}

/** As configured; where the product and the sandbox are, the caller knows. */
export const botNeeds = (config: Config, url: string, puppet: BotNeeds['puppet']) => ({
  puppet,
  url,
  secretKey: config.SECRET_KEY,
  dataDir: config.DATA_DIR,
  dailyCap: config.WECHATY_DAILY_CAP,
  serviceToken: config.WECHATY_PUPPET_SERVICE_TOKEN,
  serviceEndpoint: config.WECHATY_PUPPET_SERVICE_ENDPOINT,
  logLevel: config.LOG_LEVEL,
})

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

function environmentOf(needs: BotNeeds): NodeJS.ProcessEnv {
  const { hostname, port } = new URL(needs.url)
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    WECHATY_LOG: 'error',
    WECHATY_PUPPET: needs.puppet,
    WECHATY_HOST: LOOPBACK.has(hostname) ? '127.0.0.1' : '0.0.0.0',
    WECHATY_PORT: port,
    WECHATY_DAILY_CAP: String(needs.dailyCap),
    PRODUCT_URL: needs.productUrl,
    BOT_TOKEN: botToken(needs.secretKey),
    DATA_DIR: needs.dataDir,
    LOG_LEVEL: needs.logLevel,
    ...(needs.sandboxUrl !== null && { SANDBOX_URL: needs.sandboxUrl }),
    ...(needs.serviceToken !== null && { WECHATY_PUPPET_SERVICE_TOKEN: needs.serviceToken }),
    ...(needs.serviceEndpoint !== null && { WECHATY_PUPPET_SERVICE_ENDPOINT: needs.serviceEndpoint }),
  }
}

/** One process, until it ends. Its standard input is the leash: when we die, it ends. */
export function spawnBot(needs: BotNeeds, log: (line: string) => void): { child: ChildProcess; ready: Promise<void> } {
  const child = spawn(process.execPath, ['--import', 'tsx', join(folder, 'main.ts')], {
    cwd: root,
    env: environmentOf(needs),
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)))
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('"ready":true')) resolve()
        else log(line)
      })
    }
  })
  return { child, ready }
}

/** Keeps it running: started again after growing pauses, and given up on when it keeps dying. */
export function keepBot(
  needs: BotNeeds,
  { say, gaveUp }: { say: (text: string) => void; gaveUp: (text: string) => void },
) {
  let stopping = false
  let child: ChildProcess | null = null
  let timer: NodeJS.Timeout | null = null
  let deaths = 0

  function begin() {
    const begun = Date.now()
    const life = spawnBot(needs, say)
    child = life.child
    life.ready.then(
      () => say('running'),
      (error: unknown) => {
        if (!stopping) say(error instanceof Error ? error.message : String(error))
      },
    )
    life.child.once('exit', () => {
      child = null
      if (stopping) return
      if (Date.now() - begun > STOOD_MS) deaths = 0
      const pause = PAUSES_MS[deaths]
      deaths += 1
      if (pause === undefined)
        return gaveUp(`it ended ${deaths} times in a row and is left alone; everything else runs on`)
      say(`it is started again in ${pause / 1000} s`)
      timer = setTimeout(begin, pause)
    })
  }

  begin()
  return {
    async stop(): Promise<void> {
      stopping = true
      if (timer) clearTimeout(timer)
      const ending = child
      if (ending === null) return
      await new Promise<void>((resolve) => {
        ending.once('exit', () => resolve())
        ending.kill('SIGTERM')
      })
    },
  }
}
