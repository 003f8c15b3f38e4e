import type mongoose from 'mongoose'
import { createAcceptEvents } from '../../server/intake/accept-events.ts'
import { createLog } from '../../server/kit/log.ts'
import { createEvaluation } from '../../server/segments/evaluation.ts'
import { createLiveSegments } from '../../server/segments/live.ts'
import { createMembership } from '../../server/segments/membership.ts'
import { createSegmentWork } from '../../server/segments/segment-work.ts'
import { createSharedReading } from '../../server/segments/shared-reading.ts'
import { createStaticPeople } from '../../server/segments/static-people.ts'
import { createTransitions } from '../../server/segments/transitions.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { createHistoriesStore } from '../../server/store/histories.ts'
import { createInboxStore, indexes as inboxIndexes } from '../../server/store/inbox.ts'
import { createSegmentDefinitionsStore, indexes as definitionIndexes } from '../../server/store/segment-definitions.ts'
import { createSegmentMembersStore, indexes as memberIndexes } from '../../server/store/segment-members.ts'
import { createSegmentsStore } from '../../server/store/segments.ts'
import type { SegmentFill } from '../../shared/api/segments.ts'
import { SegmentId } from '../../shared/ids.ts'
import { Incoming } from '../../shared/incoming.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { peopleOf } from './people.ts'

const timeZone = 'Asia/Shanghai'
export const leaf = (type: string, settings: Record<string, unknown> = {}): ConditionTree => ({
  kind: 'condition',
  type,
  settings,
})

/** Segments over a real database: what happens is what `tell` says, what is told lies in the inbox. */
export async function segmentsOf(connection: mongoose.Connection, clock: { now(): Date }) {
  await ensureIndexes(connection, [...inboxIndexes, ...definitionIndexes, ...memberIndexes])
  const log = createLog('silent')
  const members = createSegmentMembersStore(connection)
  const people = await peopleOf(connection, [(from, into) => members.moveTo(from, into, clock.now())])
  const definitions = createSegmentDefinitionsStore(connection)
  const inbox = createInboxStore(connection)
  const acceptEvents = createAcceptEvents({ inbox, clock, nudge: () => undefined })
  const transitions = createTransitions({ members, definitions, acceptEvents, clock, timeZone })
  const histories = createHistoriesStore(connection)
  const needs = { ...people, histories, members, transitions, clock, timeZone }
  const lookAgain = createEvaluation(needs)
  const staticPeople = createStaticPeople(needs)
  const live = createLiveSegments({ definitions, lookAgain, clock, timeZone, log, rememberMs: 0 })
  const membership = createMembership({ segments: createSegmentsStore(connection), timeZone })
  const workerNamed = (
    worker: string,
    more: { pieceSize?: number; heldAtOnce?: number; leaseMs?: number; whenRoom?: () => Promise<void> } = {},
  ) =>
    createSegmentWork({
      ...{ definitions, members, membership, lookAgain, staticPeople, clock, machine: clock, timeZone, log, worker },
      whenRoom: async () => undefined,
      ...more,
    })
  let made = 0
  const make = async (given: Partial<Parameters<typeof definitions.create>[0]>) => {
    made += 1
    const id = SegmentId.parse(`sg_${made}`)
    const empty = { note: '', kind: 'dynamic' as const, tree: null, fill: null, origin: null, announce: true }
    await definitions.create({ id, name: `人群 ${made}`, ...empty, ...given }, clock.now())
    return id
  }
  return {
    ...{
      people,
      histories,
      members,
      definitions,
      inbox,
      acceptEvents,
      transitions,
      lookAgain,
      staticPeople,
      live,
      membership,
    },
    workerNamed,
    dynamic: (tree: ConditionTree, given: { name?: string; announce?: boolean } = {}) => make({ tree, ...given }),
    fixed: (fill: SegmentFill | null = null) => make({ kind: 'static', fill }),
    /** Computes everything that is wanted. */
    compute: (worker = workerNamed('w1')) => worker.workOnSegments(new AbortController().signal),
    /** Events happen: they are linked, then the live segments look. */
    async tell(incoming: readonly Incoming[]) {
      const linked = await people.linkIncoming(incoming, clock.now())
      const changes = linked.map(({ incoming: { event, facts }, contact, created, merged }) => ({
        contact,
        event,
        whole: created || merged.length > 0 || Object.keys(facts).length > 0,
      }))
      const reader = createSharedReading({ ...people, histories, clock }, (now) => live.measuresOf(changes, now))
      await live.react(changes, reader)
      return linked
    },
    async inside(segment: SegmentId): Promise<string[]> {
      const all: string[] = []
      for await (const page of members.inside(segment, null)) all.push(...page)
      return all
    },
    /** What the inbox was told of segments, in the order in which it came. */
    async told() {
      const rows = await connection
        .collection('inbox')
        .find({ type: { $regex: '^segment' } })
        .sort({ order: 1, _id: 1 })
        .toArray()
      return rows.map(({ body }) => Incoming.parse(JSON.parse(body)))
    },
  }
}
export type SegmentLine = Awaited<ReturnType<typeof segmentsOf>>
