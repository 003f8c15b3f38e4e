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
  const oursAt = (machineMs: number) => anchorOurs + (machineMs - anchorMachine) * speed
  // One look at the machine's clock for both sides: a millisecond may pass between two.
  const rebase = () => {
    const machineMs = machine.now().getTime()
    anchorOurs = oursAt(machineMs)
    anchorMachine = machineMs
  }
  return {
    now: () => new Date(oursAt(machine.now().getTime())),
    speed: () => speed,
    /** Milliseconds this clock is ahead of the machine's. */
    ahead() {
      const machineMs = machine.now().getTime()
      return oursAt(machineMs) - machineMs
    },
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
