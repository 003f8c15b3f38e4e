import { createHash } from 'node:crypto'
import { objectWords } from '../../shared/event-words.ts'
import type { RowNamed } from '../../shared/events.ts'
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

type TimedRule = Exclude<StartRule, { kind: 'event' }>
type Reached = { contact: ContactId; row: RowNamed | null }
/** The same for a row in whatever way its person is called: it ends the names of what the row led to. */
const markOf = ({ type, key }: RowNamed) => createHash('sha256').update(`${type}:${key}`).digest('hex').slice(0, 16)

/**
 * Dated and recurring starts. `scheduledUntil` of a journey says up to when its occurrences were raised; it moves on
 * only after everybody of an occurrence was let in, so a sweep that was cut off does the occurrence again, and the entry
 * key (one per occurrence and person) lets nobody in twice.
 */
export function createSchedules(
  needs: Pick<JourneyNeeds, 'journeys' | 'enrollments' | 'contacts' | 'clock' | 'timeZone' | 'log'> & {
    /** The rows of an object whose day it is, with whose they are. */
    datedRows(rule: { object: string; field: string }, day: string): AsyncIterable<Reached[]>
  },
  runner: Runner,
  membership: Membership,
) {
  async function raise(
    live: LiveJourney,
    rule: TimedRule,
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
      for await (const reached of reachedBy(rule, occurrence, now)) {
        // The occurrence is done again then, from its first page.
        if (stopping?.aborted) return begun
        begun += await letIn(live, occurrence, reached)
      }
    }
    await needs.journeys.scheduled({ id, from: live.scheduledUntil, to: now })
    return begun
  }

  /** Whose day it is, page by page. */
  async function* reachedBy(rule: TimedRule, { day }: Occurrence, now: Date): AsyncGenerator<Reached[]> {
    if (rule.kind === 'dated-row') {
      yield* needs.datedRows(rule, addDays(day, -rule.offsetDays))
      return
    }
    const people =
      rule.kind === 'dated'
        ? membership.withDay(rule.attribute, addDays(day, -rule.offsetDays))
        : membership.list(rule.who, now)
    for await (const ids of people) yield ids.map((contact) => ({ contact, row: null }))
  }

  async function letIn(live: LiveJourney, occurrence: Occurrence, reached: readonly Reached[]): Promise<number> {
    const { id, entry: node } = live.journey
    const order = orderAt(occurrence.at)
    const ids = [...new Set(reached.map(({ contact }) => contact))]
    const people = await needs.contacts.getMany(ids)
    const walks = await needs.enrollments.walksOf([id], ids)
    const starts = reached.flatMap(({ contact: whose, row }): Start[] => {
      const contact = people.get(whose)
      if (contact === undefined) return []
      const mark = row === null ? '' : `:${markOf(row)}`
      const event = {
        id: EventId.parse(`date.reached:${id}:${contact.id}:${occurrence.name}${mark}`),
        at: occurrence.at,
        account: null,
        name: 'date.reached' as const,
        journey: id,
        node,
        occurrence: occurrence.name,
        ...(row === null ? {} : { row }),
      }
      // Each row counts for itself: another contract of the same person is not a second time.
      const past = walks.filter(
        (walk) => walk.contact === contact.id && (row === null || walk.startedBy?.endsWith(mark) === true),
      )
      // A sweep that was cut off does it again, and nobody knows how far it came: it is held to its own hour.
      const allowed = entryFor(live, { event: event.id, past, arrived: order })
      if (allowed === null) return []
      const entry = allowed === 'once' ? `once${mark}` : `date-${occurrence.name}${mark}`
      const why =
        row === null ? `到了 ${occurrence.name}` : `${objectWords(row.type)} ${row.key} 到了 ${occurrence.name}`
      return [{ contact, version: live, entry, event, order, why }]
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
