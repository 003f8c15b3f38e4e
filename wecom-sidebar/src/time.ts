/** Every time is said in the company's time zone, with the date when it is not today. */
const zone = 'Asia/Shanghai'
const DAY = 86_400_000

const format = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** `2026-11-24` in the company's time zone. */
export function dayOf(at: Date): string {
  const part = partsOf(at)
  return `${part.year}-${part.month}-${part.day}`
}

export function sayTime(at: Date, now: Date): string {
  const part = partsOf(at)
  const clock = `${part.hour}:${part.minute}`
  if (dayOf(at) === dayOf(now)) return `今天 ${clock}`
  if (dayOf(at) === dayOf(new Date(now.getTime() - DAY))) return `昨天 ${clock}`
  if (dayOf(at) === dayOf(new Date(now.getTime() + DAY))) return `明天 ${clock}`
  const date = `${Number(part.month)}月${Number(part.day)}日`
  return part.year === partsOf(now).year ? `${date} ${clock}` : `${part.year}年${date} ${clock}`
}

/** `2027-03-01` read aloud. */
export function sayDay(day: string): string {
  const [year, month, date] = day.split('-')
  return month === undefined || date === undefined ? day : `${year}年${Number(month)}月${Number(date.slice(0, 2))}日`
}

/** Ten in the morning of the day that lies `days` ahead: when a colleague wants to be reminded. */
export function morningIn(days: number, now: Date): Date {
  return morningOf(dayOf(new Date(now.getTime() + days * DAY)))
}

/** China has had no daylight saving since 1991, so the offset can stand in the text. */
export function morningOf(day: string): Date {
  return new Date(`${day}T10:00:00+08:00`)
}

function partsOf(at: Date) {
  const found = new Map(format.formatToParts(at).map((part) => [part.type, part.value]))
  const of = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? ''
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') }
}
