import { createServer, type Server } from 'node:http'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { type Composed, compose } from './compose.ts'
import { type Config, parseConfig } from './config.ts'
import { type Clock, systemClock } from './kit/clock.ts'
import { inTime } from './kit/in-time.ts'
import { createLog, type Log } from './kit/log.ts'
import { logNotStarted } from './not-started.ts'

/**
 * One server process: connect → compose → listen (web) and work (worker) → on stop: take nothing new, finish or release
 * what is held, close. With the database away nothing can be released: stopping ends in bounded time with false or an error,
 * and what was held comes free when its leases run out. `startServer` is what the start script, benchmarks and stories use; run directly,
 * this file reads the environment, and ends with 0, with 1 when it did not start (its last line in the log says why) or had
 * to leave things held, or with 130 at once when it is told to stop a second time.
 */
export type RunningServer = { url: string; port: number; composed: Composed; stop(): Promise<boolean> }

/** Together less than the thirty seconds after which those who watch over processes kill. */
const STARTS_WITHIN_MS = 3000
const LINE_STOPS_WITHIN_MS = 20_000
const DATABASE_CLOSES_WITHIN_MS = 3000
/** What a process that could not start had begun is left after this time; leases run out. */
const GIVES_UP_WITHIN_MS = 5000

/** Connections that come at once: of more than Node's usual 511 the system drops some, which then wait for seconds. */
const BACKLOG = 4096

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)))

export async function startServer(needs: {
  config: Config
  log: Log
  clock?: Clock
  /** 0 takes any free port. */
  port?: number
}): Promise<RunningServer> {
  const { config, log } = needs
  const connection = await mongoose
    .createConnection(config.MONGODB_URI, {
      autoIndex: false,
      autoCreate: false,
      maxPoolSize: 40,
      serverSelectionTimeoutMS: 5000,
    })
    .asPromise()
  /** What is undone when the rest cannot be started, the newest first. */
  const begun: (() => Promise<unknown>)[] = [() => connection.close(true)]
  try {
    return await startOn(connection, needs, begun)
  } catch (error) {
    for (const undo of begun.reverse()) {
      await inTime(undo(), GIVES_UP_WITHIN_MS).catch((reason: unknown) =>
        log.debug({ err: reason }, 'what was begun could not be undone'),
      )
    }
    throw error
  }
}

async function startOn(
  connection: mongoose.Connection,
  { config, log, clock = systemClock, port: asked = config.PORT }: Parameters<typeof startServer>[0],
  begun: (() => Promise<unknown>)[],
): Promise<RunningServer> {
  const composed = await compose({ config, connection, clock, log, root: projectRoot })
  begun.push(() => composed.line.stop())
  const handle = composed.app.callback()
  const server = createServer((request, response) => void handle(request, response))
  const port = await listen(server, asked)
  begun.push(async () => {
    server.close()
    server.closeAllConnections()
  })
  await composed.line.start()
  log.info({ port, role: config.ROLE }, 'Weilu is up')
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    composed,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      try {
        return await inTime(composed.line.stop(), LINE_STOPS_WITHIN_MS)
      } finally {
        server.closeIdleConnections()
        const force = setTimeout(() => server.closeAllConnections(), 3000)
        await closed
        clearTimeout(force)
        await inTime(connection.close(true), DATABASE_CLOSES_WITHIN_MS)
        log.info({}, 'Weilu stopped')
      }
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, backlog: BACKLOG }, () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : port)
    })
  })
}

/** How many accounts are connected; the start script asks before anything is composed. */
export async function countAccounts(uri: string): Promise<number> {
  const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
  try {
    return await connection.collection('accounts').countDocuments()
  } finally {
    await connection.close()
  }
}

const HELD = 'Weilu ended without giving back what it held; others take it when the leases run out'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const config = readConfig()
  const log = createLog(config.LOG_LEVEL)
  const starting = startServer({ config, log })
  let stopping = false
  const stop = async () => {
    try {
      const server = await inTime(starting, STARTS_WITHIN_MS)
      if (await server.stop()) process.exit(0)
      log.warn({}, HELD)
    } catch (error) {
      log.error({ err: error }, HELD)
    }
    process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130)
      stopping = true
      void stop()
    })
  }
  starting.catch((error: unknown) => {
    if (!stopping) endWith(log, error)
  })
}

function readConfig(): Config {
  try {
    return parseConfig()
  } catch (error) {
    return endWith(createLog('info'), error)
  }
}

function endWith(log: Log, error: unknown): never {
  logNotStarted(log, error)
  process.exit(1)
}
