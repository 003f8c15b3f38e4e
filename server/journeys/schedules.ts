import { type ContactId, EventId } from '../../shared/ids.ts'
import type { StartRule } from '../../shared/journey/contract.ts'
import { addDays, DAY } from '../../shared/local-time.ts'
import type { Membership } from '../segments/membership.ts'
import type { LiveJourney } from '../store/journeys.ts'
import { orderAt } from '../store/order.ts'
import type { JourneyNeeds } from './needs.ts'
import { type Occurrence, occurrencesBetween } from './occurrences.ts'
import { entryFor, startRuleOf } from './react.ts'
import type { Runner, Start } from './run.ts'

/** After a long silence only what is at most this old is made up for; the rest is logged and passed over. */
const CATCH_UP_MS = 2 * DAY

/**
 * Dated and recurring starts. `scheduledUntil` of a journey says up to when its occurrences were raised; it moves on
 * only after everybody of an occurrence was let in, so a sweep that was cut off does the occurrence again, and the entry
 * key (one per occurrence and person) lets nobody in twice.
 */
export function createSchedules(
  needs: Pick<JourneyNeeds, 'journeys' | 'enrollments' | 'contacts' | 'clock' | 'timeZone' | 'log'>,
  runner: Runner,
  membership: Membership,
) {
  async function raise(
    live: LiveJourney,
    rule: Exclude<StartRule, { kind: 'event' }>,
    { now, stopping }: { now: Date; stopping: AbortSignal | undefined },
  ): Promise<number> {
    const { id } = live.journey
    const occurrencesIn = (from: Date, to: Date) =>
      from < to ? occurrencesBetween(rule, { from, to, timeZone: needs.timeZone }) : []
    const oldest = new Date(now.getTime() - CATCH_UP_MS)
    if (occurrencesIn(live.scheduledUntil, oldest).length > 0) {
      needs.log.warn({ journey: id, since: live.scheduledUntil }, 'Occurrences of a long silence are passed over')
    }
    const from = live.scheduledUntil < oldest ? oldest : live.scheduledUntil
    const occurrences = occurrencesIn(from, now)
    let begun = 0
    for (const occurrence of occurrences) {
      const people =
        rule.kind === 'dated'
          ? membership.withDay(rule.attribute, addDays(occurrence.day, -rule.offsetDays))
          : membership.list(rule.who, now)
      for await (const ids of people) {
        // The occurrence is done again then, from its first page.
        if (stopping?.aborted) return begun
        begun += await letIn(live, occurrence, ids)
      }
    }
    await needs.journeys.scheduled({ id, from: live.scheduledUntil, to: now })
    return begun
  }

  async function letIn(live: LiveJourney, occurrence: Occurrence, ids: readonly ContactId[]): Promise<number> {
    const { id, entry: node } = live.journey
    const order = orderAt(occurrence.at)
    const people = await needs.contacts.getMany(ids)
    const walks = await needs.enrollments.walksOf([id], ids)
    const starts = [...people.values()].flatMap((contact): Start[] => {
      const event = {
        id: EventId.parse(`date.reached:${id}:${contact.id}:${occurrence.name}`),
        at: occurrence.at,
        account: null,
        name: 'date.reached' as const,
        journey: id,
        node,
        occurrence: occurrence.name,
      }
      const past = walks.filter((walk) => walk.contact === contact.id)
      // A sweep that was cut off does it again, and nobody knows how far it came: it is held to its own hour.
      const allowed = entryFor(live, { event: event.id, past, arrived: order })
      if (allowed === null) return []
      const entry = allowed === 'once' ? allowed : `date-${occurrence.name}`
      return [{ contact, version: live, entry, event, order, why: `到了 ${occurrence.name}` }]
    })
    return (await runner.begin(starts)).size
  }

  /** Raises everything that came due since the last sweep, until `stopping`; gives back how many people were let in. */
  return async function sweepSchedules(stopping?: AbortSignal): Promise<number> {
    const now = needs.clock.now()
    let begun = 0
    for (const live of await needs.journeys.live()) {
      const rule = startRuleOf(live.journey)
      if (rule && rule.kind !== 'event') begun += await raise(live, rule, { now, stopping })
    }
    return begun
  }
}
