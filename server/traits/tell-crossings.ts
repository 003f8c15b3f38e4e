import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { levelOf } from '../../shared/score/formula.ts'
import type { Clock } from '../kit/clock.ts'
import type { Crossing } from './score-people.ts'

/** A score that came to another level is an event: journeys can start on it. The same step on the same day is told once. */
export function createTellCrossings(needs: {
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  clock: Clock
}) {
  return async (crossings: readonly Crossing[]): Promise<void> => {
    if (crossings.length === 0) return
    const at = needs.clock.now()
    await needs.acceptEvents(
      crossings.map(({ contact, kind, from, to, formula, day }) => ({
        event: {
          id: EventId.parse(`score.changed:${kind.name}:${contact}:${day}:${from}-${to}`),
          at,
          account: null,
          name: 'score.changed' as const,
          score: kind.name,
          from,
          to,
          level: levelOf(to, formula.levels),
        },
        claims: [],
        facts: {},
        contact,
      })),
    )
  }
}
