import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { ClockState } from './control-api.ts'

/**
 * The product's processes live by the simulator's clock. It is asked four times a second; in between its own speed
 * carries it on, and it never goes back: a jump of the simulator is at most a quarter of a second late here.
 */
const ASK_EVERY_MS = 250
const ANSWER_WITHIN_MS = 2000

export async function followClock(
  url: string,
  log: Log,
  machine: Clock = systemClock,
): Promise<Clock & { close(): Promise<void> }> {
  const address = new URL('/sandbox/api/clock', url)
  let anchor = { ours: machine.now().getTime(), machine: machine.now().getTime(), speed: 1 }
  let latest = 0
  const closing = new AbortController()

  async function ask() {
    const before = machine.now().getTime()
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
    const response = await fetch(address, { signal })
    if (!response.ok) throw new Error(`the sandbox's clock answered ${response.status}`)
    const state = ClockState.parse(await response.json())
    const after = machine.now().getTime()
    // The answer was true about half a round trip ago.
    anchor = { ours: state.now.getTime(), machine: (before + after) / 2, speed: state.speed }
  }

  async function keepAsking() {
    let lost = false
    while (!closing.signal.aborted) {
      try {
        await sleep(ASK_EVERY_MS * (0.8 + Math.random() * 0.4), undefined, { ref: false, signal: closing.signal })
        await ask()
        lost = false
      } catch (error) {
        if (closing.signal.aborted) return
        // The sandbox may be restarting; time goes on at the last known speed.
        if (!lost) log.warn({ err: error }, 'The clock of the sandbox does not answer.')
        lost = true
      }
    }
  }

  await ask()
  const asking = keepAsking()
  return {
    now() {
      const shown = anchor.ours + (machine.now().getTime() - anchor.machine) * anchor.speed
      latest = Math.max(latest, shown)
      return new Date(latest)
    },
    /** Nobody is asked any more; time goes on at the last known speed. */
    close() {
      closing.abort()
      return asking
    },
  }
}
