import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const Ready = z.object({ ready: z.literal(true), uri: z.string(), kind: z.string() })
export type Child = { uri: string; kind: string; pid: number; stop(): Promise<void> }

const MAY_TAKE_TO_STOP_MS = 20_000

/** Starts one of our own programs beside this file and waits for the line that says it is ready. */
export async function startChild(given: {
  program: string
  args?: readonly string[]
  nodeArgs?: readonly string[]
  env?: NodeJS.ProcessEnv
  timeoutMs?: number
}): Promise<Child> {
  const file = fileURLToPath(new URL(given.program, import.meta.url))
  const nodeArgs = [...(given.nodeArgs ?? []), '--import', 'tsx', file, ...(given.args ?? [])]
  const child = spawn(process.execPath, nodeArgs, {
    // A group of its own: a Ctrl-C reaches us, and we end our children in the right order. Its standard input is its leash.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...given.env },
  })
  try {
    const { uri, kind } = await readyOf(child, given.program, given.timeoutMs ?? 120_000)
    return { uri, kind, pid: child.pid ?? 0, stop: () => ended(child) }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function readyOf(child: ChildProcess, program: string, timeoutMs: number): Promise<z.infer<typeof Ready>> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${program} was not ready after ${timeoutMs} ms`)), timeoutMs)
    const done = (finish: () => void) => {
      clearTimeout(late)
      finish()
    }
    child.once('error', (error) => done(() => reject(error)))
    child.once('exit', (code) => done(() => reject(new Error(`${program} ended with ${code} before it was ready`))))
    if (!child.stdout) throw new Error(`${program} has no output`)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const parsed = line.startsWith('{"ready":true') ? Ready.safeParse(JSON.parse(line)) : null
      if (parsed?.success) done(() => resolve(parsed.data))
      else process.stderr.write(`${line}\n`)
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), MAY_TAKE_TO_STOP_MS)
    child.once('exit', () => {
      clearTimeout(force)
      resolve()
    })
    child.stdin?.end()
    child.kill('SIGTERM')
  })
}
