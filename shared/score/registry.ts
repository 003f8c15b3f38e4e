import { countersOf } from '../counters.ts'
import type { DomainEvent } from '../events.ts'
import { objectTypeOfEvent } from '../known-events.ts'
import { type ScoreKind, type ScoreName, scoreNames } from './contract.ts'
import { ORDER_OBJECT, purchaseCounters } from './facts.ts'
import { scoreKinds } from './kinds/index.gen.ts'

const byName = new Map<ScoreName, ScoreKind>(scoreKinds.map((kind) => [kind.name, kind]))

/** In the order pages show them. */
export const allScoreKinds: readonly ScoreKind[] = scoreNames.flatMap((name) => byName.get(name) ?? [])
export const scoreKindOf = (name: string): ScoreKind | undefined => allScoreKinds.find((kind) => kind.name === name)

const purchases: ReadonlySet<string> = new Set(purchaseCounters)
const aboutOrders = (event: DomainEvent) =>
  event.name === 'custom.happened' &&
  (purchases.has(`custom:${event.type}`) || objectTypeOfEvent(event.type) === ORDER_OBJECT)

/** The scores an event about a person can change. Who was brought changes by relations, which tell so themselves. */
export function scoresTouchedBy(event: DomainEvent): ScoreKind[] {
  const counters = new Set(countersOf(event))
  const orders = aboutOrders(event)
  return allScoreKinds.filter(({ terms }) =>
    terms.some(
      ({ source }) =>
        (source.counters?.some((name) => counters.has(name)) ?? false) ||
        (source.record?.includes(event.name) ?? false) ||
        (orders && source.purchases === true),
    ),
  )
}

/** What has to be read of people so that these scores can be reckoned. */
export function readFor(kinds: readonly ScoreKind[]): { counters: string[]; purchases: boolean; brought: boolean } {
  const sources = kinds.flatMap(({ terms }) => terms.map(({ source }) => source))
  return {
    counters: [...new Set(sources.flatMap(({ counters = [] }) => counters))],
    purchases: sources.some(({ purchases }) => purchases === true),
    brought: sources.some(({ brought }) => brought === true),
  }
}
