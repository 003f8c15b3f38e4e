import { consentOf } from '../../shared/channels/reach.ts'
import type { Contact } from '../../shared/contact.ts'
import { addDays, DAY, dayOf, instantOf, nextTimeOfDay, timeOfDay } from '../../shared/local-time.ts'

/** When and how often marketing may speak to a person. Times are `HH:mm` in the company's time zone. */
export type PaceRules = {
  quiet: { from: string; to: string }
  /** Marketing messages per person and day, and per seven days. */
  perDay: number
  perWeek: number
  timeZone: string
}

export const defaultPace: PaceRules = {
  quiet: { from: '21:30', to: '09:00' },
  perDay: 1,
  perWeek: 3,
  timeZone: 'Asia/Shanghai',
}

export type Verdict = { kind: 'go' } | { kind: 'hold'; until: Date; why: string } | { kind: 'drop'; why: string }

export type PaceQuestion = {
  row: { channel: string; marketing: boolean; expires: Date | null; createdAt: Date }
  /** Null for a message to staff that is about nobody. */
  contact: Contact | null
  /** Days on which the person got marketing before, in any order, one entry per message. */
  marketingDays: readonly string[]
  /** What the platform lets one person have through this channel, and on which days they had it. */
  limit: { most: number; per: 'day' | 'month'; days: readonly string[] } | null
  now: Date
  rules: PaceRules
}

/** Longer than any one hold: when caps kept a message back so long, nobody remembers what it was about, whenever it expires. */
const HELD_AT_MOST_MS = 9 * DAY

/** Whether a message may leave now. Only marketing waits; what is late for everybody is its expiry. */
export function paceOf(question: PaceQuestion): Verdict {
  const { row, contact, now, rules, limit } = question
  if (row.expires && row.expires <= now) return { kind: 'drop', why: '已过有效期，不再发送' }
  const company = row.marketing && contact ? companyVerdict(contact, question) : null
  if (company?.kind === 'drop') return company
  const hold = company ?? (limit && limitHold(limit, now, rules))
  if (!hold) return { kind: 'go' }
  const forgotten = new Date(row.createdAt.getTime() + HELD_AT_MOST_MS)
  const last = row.expires && row.expires < forgotten ? row.expires : forgotten
  return last <= hold.until ? { kind: 'drop', why: `${hold.why}，到时已过有效期，不再发送` } : hold
}

/** What the company asks of marketing, before what the platform asks of everything. */
function companyVerdict(contact: Contact, { row, marketingDays, now, rules }: PaceQuestion): Hold | Drop | null {
  const consent = consentOf(contact, row.channel)
  if (!consent.ok) return { kind: 'drop', why: consent.why }
  return quietHold(now, rules) ?? capHold(marketingDays, now, rules)
}

type Drop = Extract<Verdict, { kind: 'drop' }>
type Hold = Extract<Verdict, { kind: 'hold' }>

export function isQuiet(at: Date, { quiet, timeZone }: PaceRules): boolean {
  const time = timeOfDay(at, timeZone)
  const { from, to } = quiet
  return from <= to ? time >= from && time < to : time >= from || time < to
}

function quietHold(now: Date, rules: PaceRules): Hold | null {
  if (!isQuiet(now, rules)) return null
  const { from, to } = rules.quiet
  return { kind: 'hold', until: nextTimeOfDay(now, to, rules.timeZone), why: `免打扰时段 ${from}–${to}` }
}

function capHold(days: readonly string[], now: Date, rules: PaceRules): Hold | null {
  const today = dayOf(now, rules.timeZone)
  const recent = days.filter((day) => day > addDays(today, -7)).sort()
  const openOn = (day: string) => openFrom(day, rules)
  // The week is checked first: it holds longer.
  if (recent.length >= rules.perWeek) {
    const leaving = recent[recent.length - rules.perWeek] ?? today
    return { kind: 'hold', until: openOn(addDays(leaving, 7)), why: `7 天内最多 ${rules.perWeek} 条营销消息` }
  }
  if (recent.filter((day) => day === today).length >= rules.perDay) {
    return { kind: 'hold', until: openOn(addDays(today, 1)), why: `每天最多 ${rules.perDay} 条营销消息` }
  }
  return null
}

/** A calendar day or month, as the platform counts it for each person. */
function limitHold({ most, per, days }: NonNullable<PaceQuestion['limit']>, now: Date, rules: PaceRules): Hold | null {
  const today = dayOf(now, rules.timeZone)
  const first = per === 'day' ? today : firstOfMonth(today)
  if (days.filter((day) => day >= first).length < most) return null
  const next = per === 'day' ? addDays(today, 1) : firstOfMonth(addDays(first, 31))
  const why = `平台规定每人每${per === 'day' ? '天' : '月'}最多 ${most} 条`
  return { kind: 'hold', until: openFrom(next, rules), why }
}

const firstOfMonth = (day: string) => `${day.slice(0, 8)}01`

/** From which day on a limit counts. */
export const limitSince = (per: 'day' | 'month', now: Date, { timeZone }: PaceRules): string =>
  per === 'day' ? dayOf(now, timeZone) : firstOfMonth(dayOf(now, timeZone))

/** The first moment of a day that is not quiet. */
function openFrom(day: string, rules: PaceRules): Date {
  const midnight = instantOf(day, '00:00', rules.timeZone)
  return isQuiet(midnight, rules) ? nextTimeOfDay(midnight, rules.quiet.to, rules.timeZone) : midnight
}

/** Far enough back for every cap. */
export const capsSince = (now: Date, { timeZone }: PaceRules): string =>
  dayOf(new Date(now.getTime() - 7 * DAY), timeZone)
