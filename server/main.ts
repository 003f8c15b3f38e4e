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

/** Less than the thirty seconds after which those who watch over processes kill. */
const ENDS_WITHIN_MS = 28_000
const LINE_STOPS_WITHIN_MS = 20_000
const DATABASE_CLOSES_WITHIN_MS = 3000
/** What a process that could not start had begun is left after this time; leases run out. */
const GIVES_UP_WITHIN_MS = 5000

/** Connections that come at once: of more than Node's usual 511 the system drops some, which then wait for seconds. */
const BACKLOG = 4096

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)))

/** It was told to end while it started; what it had begun is undone, `clean` when nothing stays held. */
export class StoppedWhileStarting extends Error {
  readonly clean: boolean
  constructor(clean: boolean) {
    super('Weilu was told to end before it was up')
    this.name = 'StoppedWhileStarting'
    this.clean = clean
  }
}

/** How what was begun is undone, the newest last; an answer of false says that something stays held. */
type Begun = (() => Promise<unknown>)[]

type StartNeeds = {
  config: Config
  log: Log
  clock?: Clock
  /** 0 takes any free port. */
  port?: number
  /** Ends the start after the step it is at. */
  stopping?: AbortSignal
}

export async function startServer(needs: StartNeeds): Promise<RunningServer> {
  const { log, stopping } = needs
  const begun: Begun = []
  try {
    return await startOn(await connect(needs, begun), needs, begun)
  } catch (error) {
    const undone: boolean[] = []
    for (const undo of begun.reverse()) {
      const answer = inTime(undo(), stopping?.aborted ? LINE_STOPS_WITHIN_MS : GIVES_UP_WITHIN_MS)
      undone.push(
        await answer.then(
          (given) => given !== false,
          (reason: unknown) => {
            log.debug({ err: reason }, 'what was begun could not be undone')
            return false
          },
        ),
      )
    }
    if (stopping?.aborted) throw new StoppedWhileStarting(undone.every(Boolean))
    throw error
  }
}

async function connect({ config, stopping }: StartNeeds, begun: Begun): Promise<mongoose.Connection> {
  const connection = await mongoose
    .createConnection(config.MONGODB_URI, {
      autoIndex: false,
      autoCreate: false,
      maxPoolSize: 40,
      serverSelectionTimeoutMS: 5000,
    })
    .asPromise()
  begun.push(() => connection.close(true))
  stopping?.throwIfAborted()
  return connection
}

async function startOn(
  connection: mongoose.Connection,
  { config, log, clock = systemClock, port: asked = config.PORT, stopping }: StartNeeds,
  begun: Begun,
): Promise<RunningServer> {
  const composed = await compose({ config, connection, clock, log, root: projectRoot, ...(stopping && { stopping }) })
  begun.push(() => composed.line.stop())
  const handle = composed.app.callback()
  const server = createServer((request, response) => void handle(request, response))
  const port = await listen(server, asked)
  begun.push(async () => {
    server.close()
    server.closeAllConnections()
  })
  stopping?.throwIfAborted()
  await composed.line.start()
  stopping?.throwIfAborted()
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
  const stopping = new AbortController()
  const starting = startServer({ config, log, stopping: stopping.signal })
  /** Whether nothing stays held. */
  const ended = async (): Promise<boolean> => {
    try {
      return await (await starting).stop()
    } catch (error) {
      if (!(error instanceof StoppedWhileStarting)) throw error
      log.info({}, 'Weilu stopped before it was up')
      return error.clean
    }
  }
  const stop = async () => {
    stopping.abort()
    try {
      if (await inTime(ended(), ENDS_WITHIN_MS)) process.exit(0)
      log.warn({}, HELD)
    } catch (error) {
      log.error({ err: error }, HELD)
    }
    process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130)
      void stop()
    })
  }
  starting.catch((error: unknown) => {
    if (!stopping.signal.aborted) endWith(log, error)
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
