import { addDays, DAY, dayOf, instantOf, timeOfDay } from './local-time.ts'

/** Every time is said in the company's time zone, with the date when it is not today. */
const ZONE = 'Asia/Shanghai'

export function sayTime(at: Date, now: Date, zone = ZONE): string {
  const day = dayOf(at, zone)
  const today = dayOf(now, zone)
  const clock = timeOfDay(at, zone)
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

/** The day in the company's time zone, as a date field wants it. */
export const dayHere = (at: Date) => dayOf(at, ZONE)

/** Ten in the morning: when a colleague wants to be reminded. */
export const morningOf = (day: string) => instantOf(day, '10:00', ZONE)
export const morningIn = (days: number, now: Date) => morningOf(dayHere(new Date(now.getTime() + days * DAY)))
