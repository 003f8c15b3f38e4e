import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'

/** Work that is due by the simulator's clock, whatever its speed. Looks at the clock often instead of computing waits. */
const LOOK_EVERY_MS = 25

export function createSchedule(clock: Clock, log: Log) {
  let waiting: { due: number; run: () => Promise<unknown> }[] = []
  const running = new Set<Promise<unknown>>()
  const look = () => {
    const now = clock.now().getTime()
    const due = waiting.filter((task) => task.due <= now)
    if (due.length === 0) return
    waiting = waiting.filter((task) => task.due > now)
    for (const task of due) {
      const run = task.run().catch((error: unknown) => log.error({ err: error }, 'A scheduled act failed.'))
      running.add(run)
      void run.finally(() => running.delete(run))
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return {
    after(ms: number, run: () => Promise<unknown>) {
      waiting.push({ due: clock.now().getTime() + ms, run })
    },
    waiting: () => waiting.length + running.size,
    async close() {
      clearInterval(timer)
      waiting = []
      await Promise.allSettled(running)
    },
  }
}
export type Schedule = ReturnType<typeof createSchedule>
