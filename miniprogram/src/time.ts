import { addDays, DAY, dayOf, instantOf, timeOfDay } from '../../shared/local-time.ts'

/** Every time is said in the company's time zone, with the date when it is not today. */
const ZONE = 'Asia/Shanghai'

export function sayTime(at: Date, now: Date): string {
  const day = dayOf(at, ZONE)
  const today = dayOf(now, ZONE)
  const clock = timeOfDay(at, ZONE)
  if (day === today) return `今天 ${clock}`
  if (day === addDays(today, -1)) return `昨天 ${clock}`
  if (day === addDays(today, 1)) return `明天 ${clock}`
  const said = sayDay(day)
  return `${day.slice(0, 4) === today.slice(0, 4) ? said.slice(5) : said} ${clock}`
}

/** `2027-03-01` read aloud. */
export function sayDay(day: string): string {
  const [year, month, date] = day.split('-')
  return month === undefined || date === undefined ? day : `${year}年${Number(month)}月${Number(date.slice(0, 2))}日`
}

/** Ten in the morning of the day that lies `days` ahead. */
export const morningIn = (days: number, now: Date) =>
  instantOf(dayOf(new Date(now.getTime() + days * DAY), ZONE), '10:00', ZONE)
