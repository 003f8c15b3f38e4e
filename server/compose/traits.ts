import type { ContactId } from '../../shared/ids.ts'
import { allScoreKinds } from '../../shared/score/registry.ts'
import { createScoreReplies } from '../http/replies/scores.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { PersonChanged } from '../segments/live.ts'
import { createEverybodyWork } from '../traits/everybody-work.ts'
import { createLiveScores, type PersonHappened, SCORES } from '../traits/live-scores.ts'
import { createRelations } from '../traits/relations.ts'
import { createScoring } from '../traits/score-people.ts'
import { createTellCrossings } from '../traits/tell-crossings.ts'
import type { Stores } from './stores.ts'

export type TraitsNeeds = {
  stores: Stores
  acceptEvents: AcceptEvents
  /** Whoever depends on scores looks again. */
  scoresChanged(changes: readonly PersonChanged[]): Promise<void>
  whenRoom(stopping: AbortSignal): Promise<void>
  clock: Clock
  timeZone: string
  log: Log
  worker: string
  /** Whether this process works, or only answers. */
  works: boolean
}

/** What the suite reckons of people by itself: their scores, and who brought whom. */
export function composeTraits(needs: TraitsNeeds) {
  const { stores, acceptEvents, scoresChanged, whenRoom, clock, timeZone, log, worker, works } = needs
  const machine = systemClock
  const { contacts, histories, scoreHistory, scoreFormulas: formulas, computations } = stores
  const relations = createRelations({ ...stores, acceptEvents, timeZone })
  const scoring = createScoring({
    ...{ contacts, histories, formulas, scoreHistory, clock, timeZone },
    broughtBy: relations.broughtBy,
    tellCrossings: createTellCrossings({ acceptEvents, clock }),
  })
  const live = createLiveScores({ scorePeople: scoring.scorePeople, computations, log })

  const scoreAll = {
    name: SCORES,
    async workOn(people: readonly ContactId[], { quiet }: { quiet: boolean }) {
      const looks = people.map((contact) => ({ contact, kinds: allScoreKinds }))
      await scoresChanged(asChanges(await scoring.scorePeople(looks, quiet)))
    },
  }
  const everybody = createEverybodyWork({
    ...{ computations, segments: stores.segments, all: [scoreAll], whenRoom },
    ...{ clock, machine, timeZone, log, worker },
  })
  const ending = new AbortController()
  let working: Promise<void> | null = null
  /** One computation at a time in a process, beside everything else. */
  const workOn = (): void => {
    if (!works || ending.signal.aborted) return
    working ??= everybody
      .workOnEverybody(ending.signal)
      .catch((error: unknown) => log.error({ err: error }, 'everybody could not be gone through'))
      .finally(() => {
        working = null
      })
  }

  const jobs: AlarmJob[] = [
    // Not waited for: it has a stop of its own, and the alarm must not stand still for as long as a computation takes.
    { name: 'traits-work', every: '2 seconds', perWorker: true, run: async () => workOn() },
    { name: 'traits-care', every: '1 minute', perWorker: false, run: everybody.askDue },
  ]

  return {
    jobs,
    relations,
    scores: createScoreReplies({
      ...{ contacts, formulas, scoreHistory, computations, scoring, clock, machine },
      rulesChanged: workOn,
    }),

    /** Reckons again what these events can change; gives back whose scores did, for whoever depends on them. */
    async react(items: readonly PersonHappened[]): Promise<PersonChanged[]> {
      return asChanges(await live.react(items, await relations.noteInvitations(items)))
    },

    async stop(): Promise<boolean> {
      ending.abort()
      await working
      return true
    },
  }
}
export type Traits = ReturnType<typeof composeTraits>

const asChanges = (changed: readonly ContactId[]): PersonChanged[] =>
  changed.map((id) => ({ contact: { id }, event: { name: 'score.changed' }, whole: false }))
