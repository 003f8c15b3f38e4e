import type { SegmentId } from '../../shared/ids.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { ConditionChoicesReader } from '../http/replies/condition-choices.ts'
import { createTagReplies } from '../http/replies/tags.ts'
import type { TagNeeds } from '../http/routes/tags.ts'
import type { ContactsJoined } from '../identity/link.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createTicks } from '../kit/ticks.ts'
import { createDecisionWatch } from '../segments/decisions.ts'
import { createEvaluation } from '../segments/evaluation.ts'
import { createLiveSegments, type LiveSegments, type PersonChanged } from '../segments/live.ts'
import { createMembership } from '../segments/membership.ts'
import { createSegmentWork } from '../segments/segment-work.ts'
import { createStaticPeople } from '../segments/static-people.ts'
import { LIFECYCLE, type Made, refuseDependence } from '../traits/circles.ts'
import { createOneEditor } from '../traits/one-editor.ts'
import { createTagTransitions } from '../traits/tag-transitions.ts'
import { createMakers } from './makers.ts'
import type { Stores } from './stores.ts'

export type TagRulesNeeds = {
  stores: Stores
  whenRoom(stopping: AbortSignal): Promise<void>
  /** Tags that habits give have other rules now. */
  habitsChanged(): Promise<void>
  clock: Clock
  timeZone: string
  log: Log
  /** Decisions about people move them from stage to stage as well. */
  stages: Pick<LiveSegments, 'eventsThatMatter' | 'react'>
  worker: string
  works: boolean
}

/** The same lease under which segments are edited: a circle may go through both. */
const EDITING = 'segment-edit'
/** So often a worker looks whether a rule is to be computed. */
const WORK_TICK_MS = 2000

/** Tags by rule: a rule is a segment that nobody sees, moved and computed as segments are; its people get the tag. */
export function composeTagRules(needs: TagRulesNeeds) {
  const { stores, whenRoom, habitsChanged, clock, timeZone, log, worker, works } = needs
  const machine = systemClock
  const { tags, tagRules: rules, tagRuleMembers: members, contacts, histories, leases } = stores
  const membership = createMembership({ segments: stores.segments, timeZone })
  const transitions = createTagTransitions({ members, rules, tags, contacts, clock, timeZone })
  const lookAgain = createEvaluation({ members, contacts, histories, transitions, clock, timeZone })
  const staticPeople = createStaticPeople({ members, contacts, transitions, clock })
  const live = createLiveSegments({ definitions: rules, lookAgain, clock, timeZone, log })
  const { events, watermarks } = stores
  const both = {
    async eventsThatMatter() {
      const names = await Promise.all([live.eventsThatMatter(), needs.stages.eventsThatMatter()])
      return [...new Set(names.flat())]
    },
    async react(changes: readonly PersonChanged[]) {
      await needs.stages.react(changes)
      await live.react(changes)
    },
  }
  const decisions = createDecisionWatch({
    ...{ live: both, events, watermarks, leases, clock, machine, log, worker },
    name: 'tag-rule-decisions',
  })
  const work = createSegmentWork({
    ...{ definitions: rules, members, membership, lookAgain, staticPeople, whenRoom },
    ...{ clock, machine, timeZone, log, worker },
  })
  const ending = new AbortController()
  let working: Promise<void> | null = null
  const workOn = (): void => {
    if (!works || ending.signal.aborted) return
    working ??= work
      .workOnSegments(ending.signal)
      .catch((error: unknown) => log.error({ err: error }, 'the rules of tags could not be computed'))
      .finally(() => {
        working = null
      })
  }

  /** Rules that no tag names were left by an edit that was cut off. */
  async function endLost(): Promise<void> {
    const named = new Set((await tags.list()).flatMap(({ rule }) => rule ?? []))
    const before = new Date(clock.now().getTime() - 60_000)
    for (const { id, createdAt } of await rules.list()) if (!named.has(id) && createdAt < before) await rules.remove(id)
  }

  const ticks = createTicks(workOn, WORK_TICK_MS)
  const jobs: AlarmJob[] = [
    {
      name: 'tag-rule-care',
      every: '20 seconds',
      perWorker: false,
      async run(stopping) {
        await work.askDue()
        await transitions.tellLeft()
        await endLost()
        await work.clearGone(stopping)
      },
    },
  ]

  /** Everything that conditions make; `own` stands for what it is to be. */
  async function madeNow(): Promise<Made[]> {
    const [kept, all, segments, { stages }] = await Promise.all([
      tags.list(),
      rules.list(),
      stores.segmentDefinitions.list(),
      stores.lifecycle.read(),
    ])
    const trees = new Map<SegmentId, ConditionTree | null>(all.map(({ id, tree }) => [id, tree]))
    const treesOf = (tree: ConditionTree | null | undefined) => (tree == null ? [] : [tree])
    return [
      ...kept.map(
        ({ name, rule }): Made => ({
          ...{ kind: 'tag', name, label: name },
          trees: treesOf(rule === null ? null : trees.get(rule)),
        }),
      ),
      { kind: 'stages', name: LIFECYCLE, label: LIFECYCLE, trees: stages.map(({ tree }) => tree) },
      ...segments.map(({ id, name, tree }): Made => ({ kind: 'segment', name: id, label: name, trees: treesOf(tree) })),
    ]
  }
  async function refuseCircle(own: Made): Promise<void> {
    const { tagGroups } = await histories.directory()
    refuseDependence(own, await madeNow(), (group) => tagGroups.get(group) ?? [])
  }

  const joined: ContactsJoined = (from, into) => members.moveTo(from, into, clock.now())
  const parted: ContactsJoined = (restored, from) => members.moveBack(restored, from, clock.now())

  const replies = (choices: ConditionChoicesReader): TagNeeds =>
    createTagReplies({
      ...{ tags, rules, contacts, nameable: stores.nameable, choices, preferences: stores.preferenceRules },
      makers: createMakers(stores),
      edit: createOneEditor({ leases, machine, name: EDITING }),
      refuseCircle: (tag, tree) => refuseCircle({ kind: 'tag', name: tag, label: tag, trees: [tree] }),
      async rulesChanged() {
        live.forget()
        await habitsChanged()
        workOn()
      },
      ...{ clock, machine },
    })

  return {
    jobs,
    joined,
    parted,
    replies,
    refuseCircle,
    react: live.react,
    measuresOf: live.measuresOf,
    start(): void {
      decisions.start()
      ticks.start()
    },
    async stop(): Promise<boolean> {
      ending.abort()
      ticks.stop()
      await decisions.stop()
      await working
      return true
    },
  }
}
