import type { EventName } from '../events.ts'
import type { ScoreFacts, ScoreTerm } from './contract.ts'
import type { TermSetting } from './settings.ts'

/** Sorts of lines that formulas are made of. */
type Given = { id: string; label: string; usual: TermSetting }

/** Something that happened, so much for each time. */
export const happened = (given: Given & { counters: readonly string[]; per?: string }): ScoreTerm => {
  const counted = new Set(given.counters)
  return {
    ...{ id: given.id, label: given.label, usual: given.usual, per: given.per ?? '每次', fades: true },
    source: { counters: given.counters },
    occurrences: ({ days }) =>
      days.flatMap(({ event, day, count }) => (counted.has(event) ? [{ day, amount: count }] : [])),
  }
}

/** A day on which any of it happened, so much for each day, however often it did. */
export const happenedOn = (given: Given & { counters: readonly string[] }): ScoreTerm => {
  const counted = new Set(given.counters)
  return {
    ...{ id: given.id, label: given.label, usual: given.usual, per: '每天', fades: true },
    source: { counters: given.counters },
    occurrences: ({ days }) =>
      [...new Set(days.flatMap(({ event, day }) => (counted.has(event) ? [day] : [])))].map((day) => ({
        day,
        amount: 1,
      })),
  }
}

/** How things stand today. */
export const stands = (
  given: Given & { per: string; changedBy: readonly EventName[]; amount(facts: ScoreFacts, today: string): number },
): ScoreTerm => ({
  ...{ id: given.id, label: given.label, usual: given.usual, per: given.per, fades: false },
  source: { record: given.changedBy },
  occurrences(facts, today) {
    const amount = given.amount(facts, today)
    return amount === 0 ? [] : [{ day: today, amount }]
  },
})

/** Of what was bought: `take` says what of it counts. */
export const bought = (
  given: Given & { per: string; take(purchases: ScoreFacts['purchases']): ScoreFacts['purchases'] },
): ScoreTerm => ({
  ...{ id: given.id, label: given.label, usual: given.usual, per: given.per, fades: true },
  source: { purchases: true },
  occurrences: ({ purchases }) => given.take(purchases),
})

/** People who came because of this person. */
export const brought = (given: Given): ScoreTerm => ({
  ...given,
  per: '每人',
  fades: true,
  source: { brought: true },
  occurrences: (facts) => facts.brought,
})
