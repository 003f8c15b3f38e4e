import { addDays, DAY, dayOf, HOUR, instantOf, MINUTE } from './local-time.ts'

/** How long a platform counts calls together. Its days and months begin at midnight in Shanghai, wherever the company is. */
export const quotaPeriods = ['minute', 'hour', 'day', 'month'] as const
export type QuotaPeriod = (typeof quotaPeriods)[number]

const PLATFORM_ZONE = 'Asia/Shanghai'
const LENGTH = { minute: MINUTE, hour: HOUR } as const

/** The window `at` lies in; its end is when the platform starts counting anew. */
export function quotaWindow(per: QuotaPeriod, at: Date): { start: Date; end: Date } {
  switch (per) {
    case 'minute':
    case 'hour': {
      const start = Math.floor(at.getTime() / LENGTH[per]) * LENGTH[per]
      return { start: new Date(start), end: new Date(start + LENGTH[per]) }
    }
    case 'day': {
      const start = midnight(dayOf(at, PLATFORM_ZONE))
      return { start, end: new Date(start.getTime() + DAY) }
    }
    case 'month': {
      const first = `${dayOf(at, PLATFORM_ZONE).slice(0, 7)}-01`
      return { start: midnight(first), end: midnight(`${addDays(first, 31).slice(0, 7)}-01`) }
    }
  }
}
const midnight = (day: string) => instantOf(day, '00:00', PLATFORM_ZONE)

/**
 * Until when a platform that refused for too many calls goes on refusing: a full minute or hour from now (A1.3, C1.2),
 * whatever the clock shows, but a day or a month only to its end.
 */
export function quotaPause(per: QuotaPeriod, now: Date): Date {
  switch (per) {
    case 'minute':
    case 'hour':
      return new Date(now.getTime() + LENGTH[per])
    case 'day':
    case 'month':
      return quotaWindow(per, now).end
  }
}

/** When calls are possible again, as a person says it: `1 分钟后`, `今日 14:05`, `明日 0 点`, `12 月 1 日 0 点`. */
export function sayQuotaReset(at: Date, now: Date): string {
  const minutes = Math.max(1, Math.ceil((at.getTime() - now.getTime()) / MINUTE))
  if (minutes <= 5) return `${minutes} 分钟后`
  const day = dayOf(at, PLATFORM_ZONE)
  const today = dayOf(now, PLATFORM_ZONE)
  const time = clockOf(at)
  if (day === today) return `今日 ${time}`
  if (day === addDays(today, 1)) return `明日 ${time}`
  return `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8, 10))} 日 ${time}`
}

const clockOf = (at: Date): string => {
  const time = new Date(at.getTime() + 8 * HOUR).toISOString().slice(11, 16)
  return time === '00:00' ? '0 点' : time
}
