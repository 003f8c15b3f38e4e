/** Times in the company's zone, as the phones write them. */
const ZONE = 'Asia/Shanghai'
const part = (at: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hour12: false, ...options }).format(at)

export const clockTime = (at: Date | string | number) => part(new Date(at), { hour: '2-digit', minute: '2-digit' })
const exactTime = (at: Date) => part(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayOf = (at: Date) => part(at, { year: 'numeric', month: '2-digit', day: '2-digit' })

/** With the date when it is not today; today is the simulator's. */
export function chatTime(at: number, now: Date): string {
  const then = new Date(at)
  return dayOf(then) === dayOf(now)
    ? clockTime(then)
    : `${part(then, { month: 'long', day: 'numeric' })} ${clockTime(then)}`
}
/** To the second, with the date when it is not today: a log runs over days that were skipped. */
export function logTime(at: Date, now: Date): string {
  const day = dayOf(at) === dayOf(now) ? '' : `${part(at, { month: '2-digit', day: '2-digit' })} `
  return `${day}${exactTime(at)}`
}
export const longDate = (at: Date) =>
  part(at, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

const HOUR = 3_600_000
export function aheadText(ms: number): string {
  if (ms < 60_000) return '与真实时间一致'
  if (ms < HOUR) return `比真实时间快 ${Math.round(ms / 60_000)} 分钟`
  if (ms < 48 * HOUR) return `比真实时间快 ${(ms / HOUR).toFixed(1)} 小时`
  return `比真实时间快 ${(ms / 24 / HOUR).toFixed(1)} 天`
}
