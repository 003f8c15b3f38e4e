import { createServer, type Server } from 'node:http'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import { type Composed, compose } from './compose.ts'
import { type Config, parseConfig } from './config.ts'
import { type Clock, systemClock } from './kit/clock.ts'
import { createLog, type Log } from './kit/log.ts'

/**
 * One server process: connect → compose → listen (web) and work (worker) → on stop: take nothing new, finish or release
 * what is held, close. `startServer` is what the start script, benchmarks and stories use; run directly, this file
 * reads the environment.
 */
export type RunningServer = { url: string; port: number; composed: Composed; stop(): Promise<void> }

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)))

export async function startServer(needs: {
  config: Config
  log: Log
  clock?: Clock
  /** 0 takes any free port. */
  port?: number
}): Promise<RunningServer> {
  const { config, log, clock = systemClock } = needs
  const connection = await mongoose
    .createConnection(config.MONGODB_URI, {
      autoIndex: false,
      autoCreate: false,
      maxPoolSize: 40,
      serverSelectionTimeoutMS: 5000,
    })
    .asPromise()
  const composed = await compose({ config, connection, clock, log, root: projectRoot })
  const handle = composed.app.callback()
  const server = createServer((request, response) => void handle(request, response))
  const port = await listen(server, needs.port ?? config.PORT)
  await composed.line.start()
  log.info({ port, role: config.ROLE }, 'Weilu is up')
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    composed,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await composed.line.stop()
      server.closeIdleConnections()
      const force = setTimeout(() => server.closeAllConnections(), 3000)
      await closed
      clearTimeout(force)
      await connection.close()
      log.info({}, 'Weilu stopped')
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => {
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const config = parseConfig()
  const log = createLog(config.LOG_LEVEL)
  const server = await startServer({ config, log })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().then(() => process.exit(0)))
  }
}
