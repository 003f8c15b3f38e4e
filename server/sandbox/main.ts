import { fstatSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createElasticClock } from '../kit/clock.ts'
import { createLog } from '../kit/log.ts'
import { startSimulator } from './start-simulator.ts'

/** `node --import tsx server/sandbox/main.ts --port 3001 --data-dir .weilu --product-url http://127.0.0.1:3000` */
const Arguments = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(3001),
  host: z.string().default('127.0.0.1'),
  'data-dir': z.string().default('.weilu'),
  'product-url': z.url().default('http://127.0.0.1:3000'),
  seed: z.coerce.number().int().default(7),
  'clock-speed': z.coerce.number().min(0).max(100_000).default(1),
  demo: z.enum(['company', 'empty']).default('company'),
})

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    port: text,
    host: text,
    'data-dir': text,
    'product-url': text,
    seed: text,
    'clock-speed': text,
    demo: text,
  },
})
const given = Arguments.safeParse(values)
if (!given.success) {
  const issue = given.error.issues[0]
  process.stderr.write(`sandbox: --${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}\n`)
  process.exit(2)
}
const settings = given.data
await mkdir(settings['data-dir'], { recursive: true })
const log = createLog('warn')
const running = await startSimulator({
  log,
  port: settings.port,
  host: settings.host,
  productUrl: settings['product-url'],
  seed: settings.seed,
  demo: settings.demo,
  clock: createElasticClock(settings['clock-speed']),
  snapshotFile: join(settings['data-dir'], 'sandbox.json'),
  // Whoever reads our lines may start it, once it has offered to.
  askForBot: () => process.stdout.write(`${JSON.stringify({ ask: 'bot' })}\n`),
}).catch((error: unknown) => {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  process.stderr.write(
    inUse ? `sandbox: port ${settings.port} is in use; choose another with --port\n` : `sandbox: ${String(error)}\n`,
  )
  process.exit(1)
})
process.stdout.write(`${JSON.stringify({ ready: true, port: running.port, smtp: running.smtpUrl })}\n`)

let ending = false
function end() {
  if (ending) return
  ending = true
  running.close().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ err: error }, 'The sandbox did not end cleanly.')
      process.exit(1)
    },
  )
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end)
// A parent that gave us a pipe as standard input holds us on a leash: when it dies, however it dies, the pipe ends.
const input = fstatSync(0)
if (input.isFIFO() || input.isSocket()) process.stdin.on('end', end).on('error', end).resume()
