import type { ContactId } from '../../shared/ids.ts'
import { allScoreKinds } from '../../shared/score/registry.ts'
import { createScoreReplies } from '../http/replies/scores.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { PersonChanged } from '../segments/live.ts'
import { createEverybodyWork } from '../traits/everybody-work.ts'
import { createHabits, HABITS } from '../traits/habits.ts'
import { createLiveScores, type PersonHappened, SCORES } from '../traits/live-scores.ts'
import { createRelations } from '../traits/relations.ts'
import { createScoring } from '../traits/score-people.ts'
import { createTellCrossings } from '../traits/tell-crossings.ts'
import type { Stores } from './stores.ts'
import { composeTagRules } from './tag-rules.ts'

/** Processes remember rules for a moment: by others everybody is looked at when all have looked again. */
const LOOKED_AGAIN_MS = 2500

export type TraitsNeeds = {
  stores: Stores
  acceptEvents: AcceptEvents
  /** Segments that depend on it look again. */
  segmentsLook(changes: readonly PersonChanged[]): Promise<void>
  whenRoom(stopping: AbortSignal): Promise<void>
  clock: Clock
  timeZone: string
  log: Log
  worker: string
  /** Whether this process works, or only answers. */
  works: boolean
}

/** What the suite reckons of people by itself: their scores, their tags by rule and by habit, and who brought whom. */
export function composeTraits(needs: TraitsNeeds) {
  const { stores, acceptEvents, whenRoom, clock, timeZone, log, worker, works } = needs
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
  const { tags, tagStrengths: strengths, preferenceRules: preferences } = stores
  const habits = createHabits({
    ...{ tags, preferences, strengths, contacts, histories, computations, clock, timeZone, log },
  })
  const everybody = createEverybodyWork({
    ...{ computations, segments: stores.segments, whenRoom },
    all: [scoreAll, { name: HABITS, workOn: habits.lookAtHabits }],
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

  const tagRules = composeTagRules({
    ...{ stores, whenRoom, clock, timeZone, log, worker, works },
    async habitsChanged() {
      habits.forget()
      await computations.askAfresh(HABITS, new Date(machine.now().getTime() + LOOKED_AGAIN_MS))
    },
  })
  /** Whoever depends on scores looks again: segments, and the rules of tags. */
  async function scoresChanged(changes: readonly PersonChanged[]): Promise<void> {
    await tagRules.react(changes)
    await needs.segmentsLook(changes)
  }

  const jobs: AlarmJob[] = [
    ...tagRules.jobs,
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

    tags: tagRules.replies,
    refuseCircle: tagRules.refuseCircle,
    joined: tagRules.joined,
    parted: tagRules.parted,
    start: tagRules.start,

    /** Reckons again what these events can change; gives back whose scores did, for whoever depends on them. */
    async react(items: readonly PersonHappened[]): Promise<PersonChanged[]> {
      const scored = asChanges(await live.react(items, await relations.noteInvitations(items)))
      await habits.react(items)
      await tagRules.react([...items, ...scored])
      return scored
    },

    async stop(): Promise<boolean> {
      ending.abort()
      await tagRules.stop()
      await working
      return true
    },
  }
}
export type Traits = ReturnType<typeof composeTraits>

const asChanges = (changed: readonly ContactId[]): PersonChanged[] =>
  changed.map((id) => ({ contact: { id }, event: { name: 'score.changed' }, whole: false }))
