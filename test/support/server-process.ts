import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** `server/main.ts` as a process of its own, as it runs in life: it can be killed, or told to end. */
export async function startServerProcess(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
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

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null
