/** Times are said in the company's time zone, with the date when it is not today. */
export const timeZone = 'Asia/Shanghai'

const partsFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function partsOf(at: Date): Record<string, string> {
  return Object.fromEntries(partsFormat.formatToParts(at).map((part) => [part.type, part.value]))
}

/** 2026年11月22日 10:05:09 */
export function exactTime(at: Date): string {
  const p = partsOf(at)
  return `${p.year}年${p.month}月${p.day}日 ${p.hour}:${p.minute}:${p.second}`
}

/** 10:05 today, 11月20日 10:05 this year, 2025年11月20日 otherwise. */
export function shortTime(at: Date, now: Date): string {
  const p = partsOf(at)
  const n = partsOf(now)
  if (p.year !== n.year) return `${p.year}年${p.month}月${p.day}日`
  if (p.month === n.month && p.day === n.day) return `${p.hour}:${p.minute}`
  return `${p.month}月${p.day}日 ${p.hour}:${p.minute}`
}

/** A day as the server writes it (2026-11-22): 11月22日星期日. */
export function dayWords(day: string): string {
  return new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', month: 'long', day: 'numeric', weekday: 'long' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Two clocks are never quite the same: what lies this little ahead has happened. */
const SKEW = 10_000

/** 刚刚 · 5 分钟前 · 3 小时前 · 11月20日 10:05; the same for what is still to come. */
export function relativeTime(at: Date, now: Date): string {
  const distance = now.getTime() - at.getTime()
  const size = Math.abs(distance)
  const side = distance >= 0 ? '前' : '后'
  if (size < MINUTE) return distance >= -SKEW ? '刚刚' : '马上'
  if (size < HOUR) return `${Math.floor(size / MINUTE)} 分钟${side}`
  if (size < 12 * HOUR) return `${Math.floor(size / HOUR)} 小时${side}`
  return shortTime(at, now)
}
