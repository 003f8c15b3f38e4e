import type { z } from 'zod'
import type { Contact } from '../contact.ts'
import type { EventName } from '../events.ts'
import type { ContactId } from '../ids.ts'
import type { ActivityDay } from '../journey/contract.ts'

export type ConditionQuestion<S> = {
  contact: Contact
  activity: readonly ActivityDay[]
  settings: S
  now: Date
  timeZone: string
}

export type ActivityLookup = { event: EventName; since: string; atLeast: number }

/** One rule about a person, twice: for one contact (`matches`) and as plain JSON in MongoDB's filter language on `contacts` (`filter`). */
export type ConditionKind<T extends string = string, S extends z.ZodType = z.ZodType> = {
  type: T
  label: string
  settings: S
  /** The condition read back as a Chinese phrase. */
  summary(settings: z.output<S>): string
  /** Events after which the answer may change; null when only time or an edit changes it. */
  changesOn: readonly EventName[]
  matches(question: ConditionQuestion<z.output<S>>): boolean
  /**
   * `found` holds what the condition's own `lookup` found, and is empty for a kind without one.
   */
  filter(question: {
    settings: z.output<S>
    now: Date
    timeZone: string
    found: readonly ContactId[]
  }): Record<string, unknown>
  /**
   * First step of a filter that `contacts` alone can't answer: whose activity counts at least `atLeast` of `event` since
   * the day `since`. Whoever runs the filter asks this first and hands the ids back as `found`. Its presence also tells
   * the worker how far back it must load a person's activity for `matches`.
   */
  lookup?(question: { settings: z.output<S>; now: Date; timeZone: string }): ActivityLookup
}
export function defineCondition<const T extends string, S extends z.ZodType>(kind: ConditionKind<T, S>) {
  return kind
}
