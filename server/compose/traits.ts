import type { ContactId } from '../../shared/ids.ts'
import { allScoreKinds } from '../../shared/score/registry.ts'
import type { Measure } from '../../shared/segment/history.ts'
import { createScoreReplies } from '../http/replies/scores.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createTicks } from '../kit/ticks.ts'
import type { PersonChanged } from '../segments/live.ts'
import type { PeopleReader } from '../segments/people-reader.ts'
import { LIFECYCLE } from '../traits/circles.ts'
import { createEverybodyWork } from '../traits/everybody-work.ts'
import { createHabits, HABITS } from '../traits/habits.ts'
import { createLiveScores, type PersonHappened, SCORES } from '../traits/live-scores.ts'
import { STAGES } from '../traits/place-people.ts'
import { createRelations } from '../traits/relations.ts'
import { createScoring } from '../traits/score-people.ts'
import { createTellCrossings } from '../traits/tell-crossings.ts'
import { composeLifecycle } from './lifecycle.ts'
import type { Stores } from './stores.ts'
import { composeTagRules } from './tag-rules.ts'

/** Processes remember rules for a moment: by others everybody is looked at when all have looked again. */
const LOOKED_AGAIN_MS = 2500
/** So often a worker looks whether a computation waits for it. */
const WORK_TICK_MS = 2000

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
  const live = createLiveScores({ scoring, computations, log })

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
  const lifecycle = composeLifecycle({
    ...{ stores, acceptEvents, clock, timeZone, log },
    refuseCircle: (trees) => tagRules.refuseCircle({ kind: 'stages', name: LIFECYCLE, label: LIFECYCLE, trees }),
  })
  const placeAll = {
    name: STAGES,
    workOn: (people: readonly ContactId[], { quiet }: { quiet: boolean }) =>
      placed(lifecycle.placePeople(people, quiet)),
  }
  /** Told or not: segments and tags that ask for the stage look again. */
  async function placed(placing: Promise<readonly ContactId[]>): Promise<void> {
    const changes = (await placing).map((id) => changeOf(id, 'stage.changed'))
    await tagRules.react(changes)
    await needs.segmentsLook(changes)
  }
  const everybody = createEverybodyWork({
    ...{ computations, segments: stores.segments, whenRoom },
    // Stages may ask for scores and tags: they come last.
    all: [scoreAll, { name: HABITS, workOn: (people) => habits.lookAtHabits(people) }, placeAll],
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
    stages: lifecycle.live,
    async habitsChanged() {
      habits.forget()
      await computations.askAfresh(HABITS, new Date(machine.now().getTime() + LOOKED_AGAIN_MS))
    },
  })
  /** Whoever depends on scores looks again: segments, and the rules of tags. */
  async function scoresChanged(changes: readonly PersonChanged[]): Promise<void> {
    await lifecycle.live.react(changes)
    await tagRules.react(changes)
    await needs.segmentsLook(changes)
  }

  const ticks = createTicks(workOn, WORK_TICK_MS)
  const jobs: AlarmJob[] = [
    ...tagRules.jobs,
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
    lifecycle: lifecycle.replies,
    refuseCircle: tagRules.refuseCircle,
    joined: tagRules.joined,
    parted: tagRules.parted,
    start(): void {
      tagRules.start()
      ticks.start()
    },

    noteInvitations: relations.noteInvitations,

    /** What will be measured of people when these events are reacted to. */
    async measuresOf(items: readonly PersonHappened[], inviters: readonly ContactId[], now: Date): Promise<Measure[]> {
      const changes = [...items, ...asChanges(items.map(({ contact }) => contact.id))]
      const all = await Promise.all([
        habits.measuresOf(items, now),
        live.measuresOf(items, inviters, now),
        lifecycle.live.measuresOf(changes, now),
        tagRules.measuresOf(changes, now),
      ])
      return all.flat()
    },

    /**
     * Reckons again what these events can change; gives back whose scores did, for whoever depends on them. One after the
     * other: what one of them wrote the next reads anew.
     */
    async react(
      items: readonly PersonHappened[],
      inviters: readonly ContactId[],
      reader: PeopleReader,
    ): Promise<PersonChanged[]> {
      await habits.react(items, reader)
      const scored = asChanges(await live.react(items, inviters, reader))
      await lifecycle.live.react([...items, ...scored], reader)
      await tagRules.react([...items, ...scored], reader)
      return scored
    },

    async stop(): Promise<boolean> {
      ending.abort()
      ticks.stop()
      await tagRules.stop()
      await working
      return true
    },
  }
}
export type Traits = ReturnType<typeof composeTraits>

const asChanges = (changed: readonly ContactId[]): PersonChanged[] => changed.map((id) => changeOf(id, 'score.changed'))

const changeOf = (id: ContactId, name: 'score.changed' | 'stage.changed'): PersonChanged => ({
  ...{ contact: { id }, event: { name }, whole: false },
})
