import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import type { Simulation } from '../simulation.ts'

/** Server-sent events: `journal` with a new line, `changed` when a phone shows something else. */
const listeners = new WeakMap<Simulation, Set<() => void>>()

export function tellChanged(sim: Simulation) {
  for (const listener of listeners.get(sim) ?? []) listener()
}

const KEEP_ALIVE_MS = 15_000

export function streamEvents(sim: Simulation, ctx: Context) {
  const stream = new PassThrough()
  ctx.set('content-type', 'text/event-stream')
  ctx.set('cache-control', 'no-cache, no-transform')
  ctx.set('x-accel-buffering', 'no')
  ctx.status = 200
  ctx.body = stream
  const send = (event: string, data: unknown) => stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  send('hello', { now: sim.clock.now() })
  const quiet = sim.journal.listen((entry) => send('journal', entry))
  let told: NodeJS.Timeout | null = null
  const changed = () => {
    // A burst of changes is one look at the phones.
    told ??= setTimeout(() => {
      told = null
      send('changed', {})
    }, 40)
  }
  const all = listeners.get(sim) ?? new Set()
  all.add(changed)
  listeners.set(sim, all)
  const timer = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MS)
  timer.unref()
  stream.on('close', () => {
    quiet()
    all.delete(changed)
    clearInterval(timer)
    if (told !== null) clearTimeout(told)
  })
}
