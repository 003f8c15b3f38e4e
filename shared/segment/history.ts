import { countersOf } from '../counters.ts'
import type { DomainEvent } from '../events.ts'
import { foundAt, order, type Rule, ruleHolds, ruleVerdict } from './rule.ts'

/**
 * What happened to one person, as far as conditions ask for it: rows of other collections, each as it lies in the
 * database. Rows of the records a person absorbed are theirs.
 */
export type History = {
  /** How often something happened on one day of the company. */
  activity: readonly { event: string; day: string; count: number }[]
  /** Single events, for what the day counters don't know: their fields. */
  events: readonly { name: string; at: Date; data: Record<string, unknown> }[]
  /** The company's own objects: orders, contracts, devices … */
  objects: readonly { type: string; externalId: string; fields: Record<string, unknown>; at: Date }[]
  /** Walks through journeys. */
  enrollments: readonly {
    journey: string
    state: string
    reason: string | null
    enteredAt: Date
    leftAt: Date | null
    trail: readonly { node: string; exit: string }[]
  }[]
  /** Segments the person is in, or was in. */
  memberships: readonly { segment: string; enteredAt: Date; leftAt: Date | null }[]
}
export type Source = keyof History
export const sources = [
  'activity',
  'events',
  'objects',
  'enrollments',
  'memberships',
] as const satisfies readonly Source[]

export const nothingHappened: History = { activity: [], events: [], objects: [], enrollments: [], memberships: [] }

/**
 * One number or moment measured over the rows of one person, and the bounds it must lie in. Nobody's count is missing:
 * who has no rows counts 0, and has neither a first nor a last.
 */
export type Measure = {
  source: Source
  /** Which rows count. */
  rows: Rule
  take: { kind: 'count' } | { kind: 'sum' | 'first' | 'last'; at: string }
  /** Both bounds count in; null is no bound. */
  from: number | string | Date | null
  to: number | string | Date | null
}

type Value = number | string | Date | null

/** Who has no rows fits too: a database is then asked for those who do not fit. */
export const fitsNone = (measure: Measure): boolean => valueFits(measure, null)

/** Whether what was measured lies within the bounds; null where there was nothing to measure. */
export function valueFits({ take, from, to }: Measure, measured: Value): boolean {
  const value = measured ?? (take.kind === 'count' || take.kind === 'sum' ? 0 : null)
  if (value === null) return false
  return (
    (from === null || (order(value, leastOf(from)) ?? -1) >= 0) && (to === null || (order(value, mostOf(to)) ?? 1) <= 0)
  )
}

export function measureHolds(measure: Measure, history: History): boolean {
  const { source, rows, take } = measure
  const counted: readonly unknown[] = history[source].filter((row) => ruleHolds(rows, row))
  if (take.kind === 'count') return valueFits(measure, counted.length)
  // Only numbers add up, as in the database; whatever else stands in such a field counts nothing.
  const values = counted
    .flatMap((row) => foundAt(row, take.at.split('.')))
    .filter((one): one is number | string | Date => typeof one === 'number' || (take.kind !== 'sum' && isPlace(one)))
  return valueFits(
    measure,
    values.reduce<Value>((one, other) => joined(take, one, other), null),
  )
}
const isPlace = (value: unknown): value is string | Date => typeof value === 'string' || value instanceof Date

/** What two parts of a person's rows measure together. */
export function joined({ kind }: Measure['take'], one: Value, other: Value): Value {
  if (one === null || other === null) return one ?? other
  if (kind === 'count' || kind === 'sum') return Number(one) + Number(other)
  return (order(one, other) ?? 0) < 0 === (kind === 'first') ? one : other
}

/** Money summed in another order differs far behind the point: that is the computer's, and no bound turns on it. */
const SLACK = 0.000_000_5
export const leastOf = (from: Measure['from']) => (typeof from === 'number' ? from - SLACK : from)
export const mostOf = (to: Measure['to']) => (typeof to === 'number' ? to + SLACK : to)

const UNKNOWN_OF_DAYS: ReadonlySet<string> = new Set(['day', 'count'])
const UNKNOWN_OF_EVENTS: ReadonlySet<string> = new Set(['at'])

/**
 * Whether an event can be among what is counted, or on a day that is. When it happened is not asked: a window may open
 * while the event is worked on. Where other rows are measured, any event may have written some.
 */
export function mayCount({ source, rows }: Measure, event: DomainEvent): boolean {
  if (source === 'activity')
    return countersOf(event).some((name) => ruleVerdict(rows, { event: name }, UNKNOWN_OF_DAYS) !== 'no')
  return source !== 'events' || ruleVerdict(rows, rowOf(event), UNKNOWN_OF_EVENTS) !== 'no'
}

const eventRows = new WeakMap<DomainEvent, { name: string; data: Record<string, unknown> }>()
/** As it will lie in the database, but for its moment; every segment asks about the same event. */
function rowOf(event: DomainEvent) {
  const known = eventRows.get(event)
  if (known !== undefined) return known
  const { id: _id, at: _at, account: _account, name, ...data } = event
  const row = { name, data }
  eventRows.set(event, row)
  return row
}

/** Only the rows that these measures count: for whoever takes rows as they come, and was given what others measure too. */
export function measuredOnly(history: History, measures: readonly Measure[]): History {
  const keep = <S extends Source>(source: S): History[S] => {
    const own = measures.filter((one) => one.source === source)
    const kept = history[source].filter((row: unknown) => own.some(({ rows }) => ruleHolds(rows, row)))
    return kept as unknown as History[S]
  }
  return {
    activity: keep('activity'),
    events: keep('events'),
    objects: keep('objects'),
    enrollments: keep('enrollments'),
    memberships: keep('memberships'),
  }
}
