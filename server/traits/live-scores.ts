import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent, EventName } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { ScoreKind } from '../../shared/score/contract.ts'
import { allScoreKinds, scoreKindOf, scoresTouchedBy } from '../../shared/score/registry.ts'
import type { Measure } from '../../shared/segment/history.ts'
import type { Log } from '../kit/log.ts'
import type { PeopleReader } from '../segments/people-reader.ts'
import type { ComputationsStore } from '../store/computations.ts'
import type { ScoreLook, Scoring } from './score-people.ts'

/** `whole`: more of the person may be other than the event says: new, merged, taught, or linked before. */
export type PersonHappened = { contact: Pick<Contact, 'id'>; event: DomainEvent; whole: boolean }

export const SCORES = 'scores'

/** These may change any score. */
const anything: ReadonlySet<EventName> = new Set(['contact.merged', 'contact.unmerged', 'data.revoked', 'data.removed'])

/** Scores follow what happens: of each person only those are reckoned again which the events can change. */
export function createLiveScores(needs: {
  scoring: Pick<Scoring, 'scorePeople' | 'measuresOf'>
  computations: Pick<ComputationsStore, 'ask'>
  log: Log
}) {
  const { scoring, computations, log } = needs
  function looksOf(items: readonly PersonHappened[], inviters: readonly ContactId[]): Map<ContactId, Set<ScoreKind>> {
    const looks = new Map<ContactId, Set<ScoreKind>>()
    const look = (contact: ContactId, kinds: readonly ScoreKind[]) => {
      if (kinds.length > 0) looks.set(contact, new Set([...(looks.get(contact) ?? []), ...kinds]))
    }
    for (const { contact, event, whole } of items) {
      look(contact.id, whole || anything.has(event.name) ? allScoreKinds : scoresTouchedBy(event))
    }
    const spread = scoreKindOf('spread')
    if (spread !== undefined) for (const contact of inviters) look(contact, [spread])
    return looks
  }

  return {
    /** What will be measured of people when these events are reacted to. */
    async measuresOf(items: readonly PersonHappened[], inviters: readonly ContactId[], now: Date): Promise<Measure[]> {
      const kinds = new Set([...looksOf(items, inviters).values()].flatMap((own) => [...own]))
      return scoring.measuresOf([...kinds], now)
    },

    /** `inviters`: people who brought somebody by this. What can't be reckoned now costs the events nothing. */
    async react(
      items: readonly PersonHappened[],
      inviters: readonly ContactId[],
      reader?: PeopleReader,
    ): Promise<ContactId[]> {
      const looks = looksOf(items, inviters)
      if (looks.size === 0) return []
      try {
        const asked = [...looks].map(([contact, kinds]): ScoreLook => ({ contact, kinds: [...kinds] }))
        return await scoring.scorePeople(asked, false, reader)
      } catch (error) {
        log.error({ err: error, people: looks.size }, 'people could not be scored; everybody is scored again')
        await computations.ask(SCORES)
        return []
      }
    },
  }
}
export type LiveScores = ReturnType<typeof createLiveScores>
