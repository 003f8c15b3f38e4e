import type { z } from 'zod'
import type { Contact } from '../contact.ts'
import type { DomainEvent, EventName } from '../events.ts'
import type { ContactId } from '../ids.ts'
import { fitsNone, type History, type Measure, mayCount, measureHolds } from './history.ts'
import { type Rule, ruleFilter, ruleHolds } from './rule.ts'

/** What conditions ask of the company rather than of a person. */
export type Directory = {
  /** Staff by the department they are in. */
  departments: ReadonlyMap<string, readonly string[]>
  /** Tags by the group they are in. */
  tagGroups: ReadonlyMap<string, readonly string[]>
}
export const emptyDirectory: Directory = { departments: new Map(), tagGroups: new Map() }

/** When and where a condition is asked. */
export type Asked<S> = { settings: S; now: Date; timeZone: string; directory: Directory }
export type ConditionQuestion<S> = Asked<S> & { contact: Contact; history: History }

/** Something outside the condition that it names, and which may be gone by now. */
export type Reference = {
  to: 'attribute' | 'tag' | 'tag-group' | 'segment' | 'journey' | 'object-type' | 'object-date' | 'department' | 'stage'
  name: string
}

export const conditionGroups = {
  attribute: '属性',
  behaviour: '行为',
  group: '人群与旅程',
  tag: '标签与评分',
} as const
export type ConditionGroup = keyof typeof conditionGroups

/** One rule about a person, twice: for one contact (`matches`) and as plain JSON in MongoDB's filter language on `contacts` (`filter`). */
export type ConditionKind<T extends string = string, S extends z.ZodType = z.ZodType> = {
  type: T
  label: string
  /** Where the picker shows it. */
  group: ConditionGroup
  settings: S
  /** The condition read back as a Chinese phrase. */
  summary(settings: z.output<S>): string
  /** Events after which the answer may change; merges may change any, and need not be named. */
  changesOn: readonly EventName[]
  /** Whether this one of those events can change the answer; when it is not said, each can. */
  isTouchedBy?(asked: Asked<z.output<S>>, event: DomainEvent): boolean
  /** What it names outside itself. */
  refersTo?(settings: z.output<S>): readonly Reference[]
  /** It asks the company's directory: whoever evaluates it must have read that. */
  asksDirectory?: true
  matches(question: ConditionQuestion<z.output<S>>): boolean
  /**
   * `found` holds what the condition's own `lookup` found, and is empty for a kind without one.
   */
  filter(question: Asked<z.output<S>> & { found: readonly ContactId[] }): Record<string, unknown>
  /**
   * What to measure in another collection when `contacts` alone can't answer. It also tells a worker which rows of a
   * person to load for `matches`. Whoever runs the filter looks up who fits, or, when nobody's rows fit too
   * (`fitsNone`), who does not, and hands the ids back as `found`.
   */
  lookup?(question: Asked<z.output<S>>): Measure
}
export function defineCondition<const T extends string, S extends z.ZodType>(kind: ConditionKind<T, S>) {
  const merges = ['contact.merged', 'contact.unmerged'] as const
  return { ...kind, changesOn: [...new Set<EventName>([...kind.changesOn, ...merges])] }
}

/** A condition about the contact's own record, said once. */
export function ofContact<S>(said: (asked: Asked<S>) => Rule) {
  const rule = askedOnce(said)
  return {
    matches: ({ contact, history: _, ...asked }: ConditionQuestion<S>): boolean => ruleHolds(rule(asked), contact),
    filter: ({ found: _, ...asked }: Asked<S> & { found: readonly ContactId[] }) => ruleFilter(rule(asked)),
  }
}

/** A condition about the rows of a person in another collection, said once. */
export function ofHistory<S>(said: (asked: Asked<S>) => Measure) {
  const measure = askedOnce(said)
  return {
    matches: ({ contact: _, history, ...asked }: ConditionQuestion<S>): boolean =>
      measureHolds(measure(asked), history),
    lookup: measure,
    isTouchedBy: (asked: Asked<S>, event: DomainEvent): boolean => mayCount(measure(asked), event),
    filter: ({ found, ...asked }: Asked<S> & { found: readonly ContactId[] }) =>
      fitsNone(measure(asked)) ? { _id: { $nin: found } } : { _id: { $in: found } },
  }
}

/** The same question about many people is worked out once: a window of days costs more than looking at a person's rows. */
function askedOnce<S, R>(work: (asked: Asked<S>) => R): (asked: Asked<S>) => R {
  const latest = new WeakMap<object, { asked: Asked<S>; result: R }>()
  return (asked) => {
    const { settings, now, timeZone, directory } = asked
    if (typeof settings !== 'object' || settings === null) return work(asked)
    const known = latest.get(settings)
    if (known && known.asked.now.getTime() === now.getTime()) {
      if (known.asked.timeZone === timeZone && known.asked.directory === directory) return known.result
    }
    const result = work(asked)
    latest.set(settings, { asked: { settings, now: new Date(now), timeZone, directory }, result })
    return result
  }
}
