import type { ElasticClock } from '../../kit/clock.ts'
import type { Fault } from '../control-api.ts'
import type { Random } from '../world/random.ts'

type Running = Fault & { struck: number; endsAt: number | null }

/** Trouble on demand: which fault strikes this call, if any. Several latencies add up; of the others the first wins. */
export function createFaultBook(random: Random, clock: ElasticClock) {
  let faults: Running[] = []
  const now = () => clock.now().getTime()
  const isOver = (fault: Running) =>
    (fault.times !== null && fault.struck >= fault.times) || (fault.endsAt !== null && fault.endsAt <= now())
  const matches = (fault: Fault, platform: string, path: string) =>
    (fault.platform === undefined || fault.platform === platform) &&
    (fault.path === '*' ||
      fault.path === path ||
      (fault.path.endsWith('*') && path.startsWith(fault.path.slice(0, -1))))
  return {
    list: () => faults.filter((fault) => !isOver(fault)).map(({ endsAt: _endsAt, ...fault }) => fault),
    set(next: Fault[], replace: boolean) {
      const fresh = next.map((fault) => ({
        ...fault,
        struck: 0,
        endsAt: fault.seconds === null ? null : now() + fault.seconds * 1000 * Math.max(1, clock.speed()),
      }))
      faults = replace ? fresh : [...faults, ...fresh]
    },
    strike(platform: string, path: string): { latencyMs: number; fault: Fault | null } {
      let latencyMs = 0
      let struck: Fault | null = null
      for (const fault of faults) {
        if (isOver(fault)) continue
        if (!matches(fault, platform, path) || !random.chance(fault.rate)) continue
        if (fault.kind !== 'latency' && struck !== null) continue
        fault.struck += 1
        if (fault.kind !== 'slow-body') latencyMs += fault.latencyMs ?? 0
        if (fault.kind !== 'latency') struck = fault
      }
      return { latencyMs, fault: struck }
    },
  }
}
export type FaultBook = ReturnType<typeof createFaultBook>
