import type { Rhythm, StartRule } from '../../shared/journey/contract.ts'
import { addDays, dayOf, instantOf, lastDayOfMonth, monthDayOf, weekdayOf } from '../../shared/local-time.ts'

/** One time at which a dated or recurring start opens; `name` is the same for everybody who asks. */
export type Occurrence = { name: string; day: string; at: Date }

type TimedRule = Exclude<StartRule, { kind: 'event' }>

/** The occurrences after `from`, up to and including `to`, oldest first. */
export function occurrencesBetween(rule: TimedRule, span: { from: Date; to: Date; timeZone: string }): Occurrence[] {
  const { from, to, timeZone } = span
  const rhythm: Rhythm = rule.kind === 'recurring' ? rule.rhythm : { every: 'day' }
  const last = dayOf(to, timeZone)
  const found: Occurrence[] = []
  for (let day = dayOf(from, timeZone); day <= last; day = addDays(day, 1)) {
    const at = instantOf(day, rule.at, timeZone)
    if (fallsOn(rhythm, day) && at > from && at <= to) found.push({ name: `${day} ${rule.at}`, day, at })
  }
  return found
}

function fallsOn(rhythm: Rhythm, day: string): boolean {
  switch (rhythm.every) {
    case 'day':
      return true
    case 'week':
      return weekdayOf(day) === rhythm.weekday
    case 'month':
      return monthDayOf(day) === Math.min(rhythm.monthDay, lastDayOfMonth(day))
  }
}
