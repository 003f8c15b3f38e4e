import type { Fault } from '../control-api.ts'
import type { Random } from '../world/random.ts'

/** Trouble on demand: which fault strikes this call, if any. Several latencies add up; of the others the first wins. */
export function createFaultBook(random: Random) {
  let faults: (Fault & { struck: number })[] = []
  const matches = (fault: Fault, platform: string, path: string) =>
    (fault.platform === undefined || fault.platform === platform) &&
    (fault.path === '*' ||
      fault.path === path ||
      (fault.path.endsWith('*') && path.startsWith(fault.path.slice(0, -1))))
  return {
    list: () => faults,
    set(next: Fault[], replace: boolean) {
      const fresh = next.map((fault) => ({ ...fault, struck: 0 }))
      faults = replace ? fresh : [...faults, ...fresh]
    },
    strike(platform: string, path: string): { latencyMs: number; fault: Fault | null } {
      let latencyMs = 0
      let struck: Fault | null = null
      for (const fault of faults) {
        if (fault.times !== null && fault.struck >= fault.times) continue
        if (!matches(fault, platform, path) || !random.chance(fault.rate)) continue
        if (fault.kind !== 'latency' && struck !== null) continue
        fault.struck += 1
        latencyMs += fault.latencyMs ?? 0
        if (fault.kind !== 'latency') struck = fault
      }
      return { latencyMs, fault: struck }
    },
  }
}
export type FaultBook = ReturnType<typeof createFaultBook>
