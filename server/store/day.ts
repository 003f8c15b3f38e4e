/** Names the day of a moment in the company's time zone: `2026-11-22`. */
export type DayOf = (at: Date) => string

export function createDayOf(timeZone: string): DayOf {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (at) => format.format(at)
}
