/** Days of Asia/Shanghai, which has no summer time; numbered, so that they can be compared. */
export const DAY_MS = 86_400_000
const AHEAD_MS = 8 * 3_600_000

export const dayOf = (ms: number): number => Math.floor((ms + AHEAD_MS) / DAY_MS)
export const dayStartSeconds = (day: number): number => (day * DAY_MS - AHEAD_MS) / 1000
export const monthOf = (ms: number): string => new Date(ms + AHEAD_MS).toISOString().slice(0, 7)
export const daysInMonth = (ms: number): number => {
  const date = new Date(ms + AHEAD_MS)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}
