/**
 * `npm start`: one command from a fresh clone to a working line. Finds or sets up a database, builds the pages, and, while no real account is
 * connected, opens the sandbox with its demo company. With real credentials and SANDBOX=off the same command runs production.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigProblem, type Launch, parseConfig, parseLaunch } from '../server/config.ts'
import { resolveDatabase } from '../server/database/resolve.ts'
import { createLog } from '../server/kit/log.ts'
import { startServer } from '../server/main.ts'
import { remedyOf } from '../server/not-started.ts'
import { followClock } from '../server/sandbox/remote-clock.ts'
import { localSecret, longSecret, typedPassword } from './parts/local-secrets.ts'
import { ownFolder } from './parts/own-folder.ts'
import { adminPage, buildPage, consolePage, miniH5, type PageBuild, root, sidebarPage, webSdk } from './parts/pages.ts'
import { runPersonalAccount } from './parts/personal-account.ts'
import { freePortFrom, portIsFree } from './parts/ports.ts'
import { sandboxSenders } from './parts/sandbox-senders.ts'
import { seedDemo } from './parts/seed-demo.ts'
import { type Simulator, startSimulator } from './parts/simulator.ts'

const begun = performance.now()
const say = (text: string) => console.log(`[${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s] ${text}`)
const refuse = (message: string): never => {
  console.error(`\nWeilu did not start: ${message}`)
  process.exit(1)
}

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
/** What must be undone at the end, the newest first. */
const undo: (() => Promise<unknown>)[] = []
let ending = false
async function end(code: number) {
  if (ending) return
  ending = true
  for (const step of undo.reverse())
    await step().catch((error: unknown) =>
      console.error('while stopping:', error instanceof Error ? error.message : error),
    )
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (ending) process.exit(130)
    say('stopping: finishing what is under way (Ctrl-C again to stop at once)')
    void end(0)
  })
}

try {
  await start()
} catch (error) {
  if (error instanceof ConfigProblem) refuse(error.message)
  const [remedy, message] = [remedyOf(error), error instanceof Error ? error.message : String(error)]
  console.error(`\nWeilu did not start: ${remedy === null ? message : `${remedy} (${message})`}`)
  await end(1)
}

async function start() {
  const launch = parseLaunch()
  const dataDir = resolve(launch.DATA_DIR)
  const port = launch.PORT
  if (!(await portIsFree(port))) {
    const other = await freePortFrom(port + 1)
    refuse(
      `port ${port} is in use by another program. Stop that program, or choose another port: PORT=${other ?? 3100} npm start`,
    )
  }
  const keepsNothingHere = launch.MONGODB_URI !== null && launch.SANDBOX === 'off'
  if (!keepsNothingHere && !(await ownFolder(dataDir))) {
    refuse(
      `another Weilu is running on the data folder ${dataDir}. Stop that one, or give this one a folder of its own: DATA_DIR=.weilu-2 npm start. Several processes of one product need MONGODB_URI and SANDBOX=off.`,
    )
  }
  const log = createLog(launch.SANDBOX === 'off' ? launch.LOG_LEVEL : (process.env.LOG_LEVEL ?? 'warn'))
  const database = await resolveDatabase({
    dataDir,
    mongodbUri: launch.MONGODB_URI ?? undefined,
    mode: launch.DATABASE,
    log,
    onProgress: (text) => say(`database: ${text}`),
  })
  undo.push(() => database.stop())
  say(`database: ${database.kind}, ${database.why}`)

  const sandbox = launch.SANDBOX === 'on' || (launch.SANDBOX === 'auto' && (await sandboxIsOurs(dataDir, database.uri)))
  const botPort = launch.WECHATY_PUPPET !== null || sandbox ? await freePortFrom(port + 50) : null
  const ownBot = launch.WECHATY_URL === null && botPort !== null && { WECHATY_URL: `http://127.0.0.1:${botPort}` }
  const given: NodeJS.ProcessEnv = { ...process.env, MONGODB_URI: database.uri, DATA_DIR: dataDir, ...ownBot }
  const simulator = sandbox ? await openSandbox(launch, dataDir) : null
  const config = parseConfig(simulator ? { ...given, ...sandboxEnvironment(launch, dataDir, simulator) } : given)
  const clock = simulator ? await followClock(`${simulator.url}/sandbox/api/clock`, log) : null
  const server = await startServer({ config, log, ...(clock && { clock }) })
  undo.push(() => server.stop())
  if (clock) undo.push(() => clock.close())
  say(`server: listening on ${server.url} (role ${config.ROLE})`)
  const logLevel = simulator === null ? config.LOG_LEVEL : (process.env.LOG_LEVEL ?? 'warn')
  const account = runPersonalAccount({
    config,
    sandbox: simulator,
    runsElsewhere: launch.WECHATY_URL !== null && launch.WECHATY_PUPPET === null,
    logLevel,
    say: (text) => say(`wechaty: ${text}`),
  })
  undo.push(account.stop)
  if (config.ROLE === 'worker') return

  const seeding =
    simulator && config.API_TOKEN
      ? seedDemo({
          productUrl: `http://127.0.0.1:${port}`,
          simulatorUrl: simulator.url,
          apiToken: config.API_TOKEN,
          say: (text) => say(`demo company: ${text}`),
          pause,
        })
      : Promise.resolve()
  for (const page of simulator ? [consolePage, adminPage, sidebarPage, webSdk] : [adminPage, sidebarPage, webSdk])
    await build(page)
  await seeding
  const password = server.composed.firstUser?.madeUp ?? (simulator ? config.ADMIN_PASSWORD : null)
  printAddresses(config.PUBLIC_URL, password, simulator !== null)
  await build(miniH5).then(
    () => say(`everything is ready; mini-program (H5): ${config.PUBLIC_URL}/mini/`),
    (error: unknown) =>
      say(
        `the mini-program's H5 build failed, everything else runs: ${error instanceof Error ? error.message.slice(0, 1500) : String(error)}`,
      ),
  )
}

async function build(page: PageBuild) {
  const built = await buildPage(page, (text) => say(`${page.title}: ${text}`))
  if (built) say(`${page.title}: built`)
}

async function openSandbox(launch: Launch, dataDir: string): Promise<Simulator> {
  const port =
    (await freePortFrom(launch.PORT + 1)) ??
    refuse(`no free port after ${launch.PORT} for the simulator; set PORT to another range`)
  const simulator = await startSimulator({
    port,
    dataDir,
    productUrl: `http://127.0.0.1:${launch.PORT}`,
    clockSpeed: launch.CLOCK_SPEED,
    log: (line) => say(`simulator: ${line}`),
  })
  undo.push(simulator.stop)
  say(`sandbox: simulator of the platforms on port ${port}`)
  return simulator
}

/** What the sandbox sets for the product: the platforms' addresses, and secrets of its own where none were given. */
function sandboxEnvironment(launch: Launch, dataDir: string, simulator: Simulator): NodeJS.ProcessEnv {
  const publicUrl = launch.PUBLIC_URL ?? `http://localhost:${launch.PORT}`
  return {
    PUBLIC_URL: publicUrl,
    SECRET_KEY: launch.SECRET_KEY ?? localSecret(dataDir, 'secret.key', longSecret),
    ADMIN_PASSWORD: launch.ADMIN_PASSWORD ?? localSecret(dataDir, 'admin.password', typedPassword),
    API_TOKEN: launch.API_TOKEN ?? localSecret(dataDir, 'api.token', longSecret),
    WECHAT_API_URL: `${simulator.url}/wechat`,
    WECOM_API_URL: `${simulator.url}/wecom`,
    WECOM_AUTHORIZE_URL: `${publicUrl}/sandbox/connect/oauth2/authorize`,
    SANDBOX_URL: simulator.url,
    ...sandboxSenders(simulator),
  }
}

/** The sandbox opens by itself on a product with no account, and again on the data it made. */
async function sandboxIsOurs(dataDir: string, uri: string): Promise<boolean> {
  if (existsSync(join(dataDir, 'sandbox.json'))) return true
  const { countAccounts } = await import('../server/main.ts')
  return (await countAccounts(uri)) === 0
}

function printAddresses(url: string, password: string | null, sandbox: boolean) {
  const lines = [
    ['Admin page', `${url}/admin/`],
    ...(sandbox ? [['Sandbox console', `${url}/sandbox/`]] : []),
    ['WeCom sidebar', `${url}/sidebar/`],
    [
      'Mini-program (H5)',
      `${url}/mini/${existsSync(join(root, miniH5.out, 'index.html')) ? '' : '   (being built in the background)'}`,
    ],
    ['Login', password === null ? 'admin, with ADMIN_PASSWORD' : `admin / ${password}`],
  ]
  console.log(
    `\n  Weilu 微路 is running\n\n${lines.map(([name, value]) => `  ${String(name).padEnd(20)}${value}`).join('\n')}\n`,
  )
}
