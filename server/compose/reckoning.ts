import type { Clock } from '../kit/clock.ts'
import type { PersonChanged } from '../segments/live.ts'
import { createSharedReading } from '../segments/shared-reading.ts'
import type { PersonHappened } from '../traits/live-scores.ts'
import type { Segments } from './segments.ts'
import type { Stores } from './stores.ts'
import type { Traits } from './traits.ts'

type Needs = {
  stores: Pick<Stores, 'contacts' | 'histories'>
  segments: Pick<Segments, 'react' | 'measuresOf'>
  traits: Pick<Traits, 'noteInvitations' | 'react' | 'measuresOf'>
  clock: Clock
}

/** What follows from events for people themselves: scores, habits, stages and tags by rule, then segments. */
export function createReckoning({ stores, segments, traits, clock }: Needs) {
  return async (items: readonly PersonHappened[]): Promise<void> => {
    const inviters = await traits.noteInvitations(items)
    const maybeScored = items.map(
      ({ contact }): PersonChanged => ({ contact, event: { name: 'score.changed' }, whole: false }),
    )
    const reader = createSharedReading({ ...stores, clock }, async (now) => [
      ...(await traits.measuresOf(items, inviters, now)),
      ...(await segments.measuresOf([...items, ...maybeScored], now)),
    ])
    const scored = await traits.react(items, inviters, reader)
    await segments.react([...items, ...scored], reader)
  }
}
