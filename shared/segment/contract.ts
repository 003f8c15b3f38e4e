import type { z } from 'zod'
import type { Contact } from '../contact.ts'
import type { EventName } from '../events.ts'
import type { ActivityDay } from '../journey/contract.ts'

export type ConditionQuestion<S> = { contact: Contact; activity: readonly ActivityDay[]; settings: S; now: Date }

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
  filter(question: { settings: z.output<S>; now: Date }): Record<string, unknown>
}
export function defineCondition<const T extends string, S extends z.ZodType>(kind: ConditionKind<T, S>) {
  return kind
}
