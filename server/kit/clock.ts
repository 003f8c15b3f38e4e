/** The one source of time. Everything that decides by time takes a `Clock`, so tests and the sandbox can move it. */
export type Clock = {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/**
 * A clock that runs `speed` times as fast as the machine's from the moment it was made, and can jump.
 * Only the sandbox (`CLOCK_SPEED`, console buttons) and benchmarks use it.
 */
export function createElasticClock(initialSpeed = 1, machine: Clock = systemClock) {
  let speed = initialSpeed
  let anchorMachine = machine.now().getTime()
  let anchorOurs = anchorMachine
  const now = () => new Date(anchorOurs + (machine.now().getTime() - anchorMachine) * speed)
  const rebase = () => {
    const ours = now().getTime()
    anchorMachine = machine.now().getTime()
    anchorOurs = ours
  }
  return {
    now,
    speed: () => speed,
    /** Milliseconds this clock is ahead of the machine's. */
    ahead: () => now().getTime() - machine.now().getTime(),
    setSpeed(next: number) {
      rebase()
      speed = next
    },
    jump(ms: number) {
      rebase()
      anchorOurs += ms
    },
  }
}
export type ElasticClock = ReturnType<typeof createElasticClock>
