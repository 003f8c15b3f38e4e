/**
 * Days and hours in the company's time zone, without a date library: `shared` also runs in the mini-program, which has
 * no `Intl`, so the zone nearly everybody has (Asia/Shanghai, one offset since 1991) is plain arithmetic.
 */
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds to add to UTC to get the wall clock of `zone` at `at`. */
export function zoneOffset(at: Date, zone: string): number {
  if (zone === 'Asia/Shanghai') return 8 * HOUR
  if (zone === 'UTC') return 0
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000
}

/** The local day as `YYYY-MM-DD`, the form in which attributes and activity days hold days. */
export const dayOf = (at: Date, zone: string): string =>
  new Date(at.getTime() + zoneOffset(at, zone)).toISOString().slice(0, 10)

/** The local time of day as `HH:mm`. */
export const timeOfDay = (at: Date, zone: string): string =>
  new Date(at.getTime() + zoneOffset(at, zone)).toISOString().slice(11, 16)

/** `2026-01-31` plus 1 → `2026-02-01`. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)

/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: string): number => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1

export const monthDayOf = (day: string): number => Number(day.slice(8, 10))

export const lastDayOfMonth = (day: string): number =>
  new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate()

/** The instant at which the wall clock of `zone` shows `time` (`HH:mm`) on `day`. */
export function instantOf(day: string, time: string, zone: string): Date {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const guess = new Date(wall - zoneOffset(new Date(wall), zone))
  return new Date(wall - zoneOffset(guess, zone))
}

/** The first instant after `at` (or `at` itself) whose wall clock shows `time`. */
export function nextTimeOfDay(at: Date, time: string, zone: string): Date {
  const today = dayOf(at, zone)
  const candidate = instantOf(today, time, zone)
  return candidate >= at ? candidate : instantOf(addDays(today, 1), time, zone)
}
