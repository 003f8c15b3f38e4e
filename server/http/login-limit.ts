import { Refusal } from '../../shared/refusal.ts'

const ALLOWED = 5
const WINDOW_MS = 15 * 60 * 1000
const REMEMBERED = 10_000

/**
 * Five wrong passwords for one name from one address close the door for the rest of a quarter of an hour.
 * Kept in this process only and bounded: a guesser who makes up names pushes out the oldest entries, not the memory.
 */
export function createLoginLimit() {
  const failures = new Map<string, { count: number; since: number }>()
  const keyOf = (name: string, ip: string) => `${ip} ${name}`
  const current = (key: string, now: Date) => {
    const entry = failures.get(key)
    return entry !== undefined && now.getTime() - entry.since < WINDOW_MS ? entry : null
  }
  return {
    refuseWhenClosed(name: string, ip: string, now: Date) {
      const entry = current(keyOf(name, ip), now)
      if (entry === null || entry.count < ALLOWED) return
      const retryAfterSeconds = (entry.since + WINDOW_MS - now.getTime()) / 1000
      throw new Refusal({
        code: 'login.too-many',
        status: 429,
        message: `密码错误次数过多，请 ${Math.ceil(retryAfterSeconds / 60)} 分钟后再试。`,
        details: { retryAfterSeconds },
      })
    },
    fail(name: string, ip: string, now: Date) {
      const key = keyOf(name, ip)
      const entry = current(key, now)
      failures.delete(key)
      failures.set(key, { count: (entry?.count ?? 0) + 1, since: entry?.since ?? now.getTime() })
      for (const oldest of failures.keys()) {
        if (failures.size <= REMEMBERED) break
        failures.delete(oldest)
      }
    },
    succeed(name: string, ip: string) {
      failures.delete(keyOf(name, ip))
    },
  }
}
