/** Less than this is the way of the answer, not another clock. */
const JITTER_MS = 5000

/**
 * The company's time as the server's answers tell it (`X-Now`), so that "今天" and "5 分钟前" are said by the clock that
 * stamped the events: a browser's own may be wrong, and a sandbox's runs ahead.
 */
export function createServerClock(machine: () => number) {
  let ahead = 0
  return {
    hear(told: string | null): void {
      const at = told === null ? Number.NaN : Date.parse(told)
      if (Number.isNaN(at)) return
      const difference = at - machine()
      ahead = Math.abs(difference) < JITTER_MS ? 0 : difference
    },
    now: (): Date => new Date(machine() + ahead),
  }
}
