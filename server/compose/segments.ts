import { setTimeout as pause } from 'node:timers/promises'
import type { SegmentId } from '../../shared/ids.ts'
import type { ConditionChoicesReader } from '../http/replies/condition-choices.ts'
import { createMemberRows } from '../http/replies/segment-members.ts'
import { createSegmentReplies } from '../http/replies/segments.ts'
import type { SegmentNeeds } from '../http/routes/segments.ts'
import type { ContactsJoined } from '../identity/link.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createTicks } from '../kit/ticks.ts'
import { createDecisionWatch } from '../segments/decisions.ts'
import { createEvaluation } from '../segments/evaluation.ts'
import { createFindPeople } from '../segments/find-people.ts'
import { createLiveSegments } from '../segments/live.ts'
import { createMembership } from '../segments/membership.ts'
import { createPreview } from '../segments/preview.ts'
import { createSegmentWork } from '../segments/segment-work.ts'
import { createStaticPeople } from '../segments/static-people.ts'
import { createTransitions } from '../segments/transitions.ts'
import { createWhy } from '../segments/why.ts'
import type { Made } from '../traits/circles.ts'
import { createMakers } from './makers.ts'
import type { Stores } from './stores.ts'

export type SegmentsNeeds = {
  stores: Stores
  acceptEvents: AcceptEvents
  clock: Clock
  timeZone: string
  log: Log
  worker: string
  /** Whether this process works, or only answers. */
  works: boolean
}

/** So much may wait in the inbox before a computation adds to it. */
const ROOM = 200
const ROOM_LOOK_MS = 500
/** So often a worker looks whether a computation waits for it. */
const WORK_TICK_MS = 2000

/** Everything about segments as things: moved live, computed as a whole, answered for. */
export function composeSegments({ stores, acceptEvents, clock, timeZone, log, worker, works }: SegmentsNeeds) {
  const machine = systemClock
  const {
    segmentDefinitions: definitions,
    segmentMembers: members,
    contacts,
    cipher,
    watermarks,
    leases,
    events,
  } = stores
  const membership = createMembership({ segments: stores.segments, timeZone })
  const transitions = createTransitions({ members, definitions, acceptEvents, clock, timeZone })
  const lookAgain = createEvaluation({ ...stores, members, transitions, clock, timeZone })
  const staticPeople = createStaticPeople({ members, contacts, transitions, clock })
  const live = createLiveSegments({ definitions, lookAgain, clock, timeZone, log })
  const decisions = createDecisionWatch({ live, events, watermarks, leases, clock, machine, log, worker })

  async function whenRoom(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted && (await stores.inbox.waiting(ROOM)) >= ROOM) await pause(ROOM_LOOK_MS)
  }
  const work = createSegmentWork({
    ...{ definitions, members, membership, lookAgain, staticPeople, whenRoom },
    ...{ clock, machine, timeZone, log, worker },
  })
  const ending = new AbortController()
  let working: Promise<void> | null = null
  /** One computation at a time in a process, beside everything else. */
  const workOn = (): Promise<void> => {
    if (!works || ending.signal.aborted) return Promise.resolve()
    working ??= work.workOnSegments(ending.signal).finally(() => {
      working = null
    })
    return working
  }

  const nudge = () =>
    void workOn().catch((error: unknown) => log.error({ err: error }, 'segments could not be computed'))
  const ticks = createTicks(nudge, WORK_TICK_MS)
  const jobs: AlarmJob[] = [
    {
      name: 'segment-care',
      every: '20 seconds',
      perWorker: false,
      async run(stopping) {
        await work.askDue()
        await transitions.tellLeft()
        await work.clearGone(stopping)
      },
    },
  ]
  const joined: ContactsJoined = (from, into) => members.moveTo(from, into, clock.now())
  const parted: ContactsJoined = (restored, from) => members.moveBack(restored, from, clock.now())

  const replies = (choices: ConditionChoicesReader, refuseDependence: (own: Made) => Promise<void>): SegmentNeeds =>
    createSegmentReplies({
      refuseDependence,
      ...{ definitions, makers: createMakers(stores), leases, auditLog: stores.auditLog, looks: stores.looks },
      preview: createPreview({ membership, clock }),
      why: createWhy({ ...stores, members, clock, timeZone }),
      choices,
      staticPeople,
      findPeople: createFindPeople({ contacts, cipher }),
      memberRows: createMemberRows({ members, contacts, staff: stores.staff, timeZone }),
      segmentsChanged(id: SegmentId) {
        live.forget()
        transitions.renamed(id)
        nudge()
      },
      ...{ clock, machine, timeZone },
    })

  return {
    jobs,
    joined,
    parted,
    replies,
    react: live.react,
    measuresOf: live.measuresOf,
    whenRoom,
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
export type Segments = ReturnType<typeof composeSegments>
