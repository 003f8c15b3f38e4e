const REMEMBERED = 20_000

/** So many within a window, by name; in this process only and bounded: made-up names push out the oldest, not the memory. */
export function createRateLimit({ allowed, windowMs }: { allowed: number; windowMs: number }) {
  const counts = new Map<string, { count: number; since: number }>()
  /** Null when it is within the limit, otherwise in how many seconds it is again. */
  return (name: string, now: Date): number | null => {
    const time = now.getTime()
    const held = counts.get(name)
    const entry = held !== undefined && time - held.since < windowMs ? held : { count: 0, since: time }
    counts.delete(name)
    counts.set(name, { count: entry.count + 1, since: entry.since })
    for (const oldest of counts.keys()) {
      if (counts.size <= REMEMBERED) break
      counts.delete(oldest)
    }
    return entry.count < allowed ? null : (entry.since + windowMs - time) / 1000
  }
}
