import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { root } from './pages.ts'

export type Simulator = {
  url: string
  smtpUrl: string
  /** Calls it whenever the console asks for the Wechaty process. */
  onBotAsked(listener: () => void): void
  stop(): Promise<void>
}

const ASKS_FOR_BOT = JSON.stringify({ ask: 'bot' })
const Ready = z.object({ ready: z.literal(true), smtp: z.string() })

/** Starts the simulator of the platforms as a process of its own and waits for its ready line. */
export async function startSimulator(options: {
  port: number
  dataDir: string
  productUrl: string
  clockSpeed: number
  log: (line: string) => void
}): Promise<Simulator> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      join(root, 'server/sandbox/main.ts'),
      '--port',
      String(options.port),
      '--data-dir',
      options.dataDir,
      '--product-url',
      options.productUrl,
      '--clock-speed',
      String(options.clockSpeed),
    ],
    // A group of its own: Ctrl-C reaches the product first, which still needs the platforms to finish what it holds.
    // Its standard input is the leash: when we die, it ends.
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], detached: true },
  )
  let botAsked: () => void = () => undefined
  const { smtp } = await readyLine(child, (line) => (line === ASKS_FOR_BOT ? botAsked() : options.log(line)))
  return {
    url: `http://127.0.0.1:${options.port}`,
    smtpUrl: smtp,
    onBotAsked(listener) {
      botAsked = listener
    },
    stop: () => ended(child),
  }
}

function readyLine(child: ChildProcess, log: (line: string) => void): Promise<z.output<typeof Ready>> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('the simulator has no output')
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code} before it was ready`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"ready":true')) resolve(Ready.parse(JSON.parse(line)))
      else log(line)
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
