import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** `server/main.ts` as a process of its own, as it runs in life: it can be killed, or told to end. */
export async function startServerProcess(environment: Readonly<Record<string, string>>) {
  const child = spawnServer(environment, 'inherit')
  const url = `http://127.0.0.1:${environment['PORT']}`
  await until(
    `the server at ${url} is ready`,
    async () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
      return (await fetch(`${url}/readyz`)).status === 200
    },
    60,
  )
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (hasEnded(child)) return { code: child.exitCode }
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return { code: child.exitCode }
  }
  return { url, kill: () => end('SIGKILL'), terminate: () => end('SIGTERM') }
}
export type ServerProcess = Awaited<ReturnType<typeof startServerProcess>>

/** The same, but nobody waits for it to be ready: what it says and how it ends is kept. */
export function watchServerProcess(environment: Readonly<Record<string, string>>) {
  const child = spawnServer(environment, 'pipe')
  const said = { out: '', err: '' }
  child.stdout?.on('data', (text: Buffer) => (said.out += text))
  child.stderr?.on('data', (text: Buffer) => (said.err += text))
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, err: said.err, log: logLines(said.out) }))
  return {
    ended,
    url: `http://127.0.0.1:${environment['PORT']}`,
    /** Told to end; `ended` says how it did. */
    terminate: () => void child.kill('SIGTERM'),
    async kill(): Promise<void> {
      if (!hasEnded(child)) child.kill('SIGKILL')
      await ended
    },
  }
}

const logLines = (out: string) =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { level: number; msg: string; err?: unknown })

const spawnServer = (environment: Readonly<Record<string, string>>, output: 'inherit' | 'pipe') =>
  spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', output, output],
  })

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null
