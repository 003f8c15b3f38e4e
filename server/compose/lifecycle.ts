import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { ConditionChoicesReader } from '../http/replies/condition-choices.ts'
import { createLifecycleReplies } from '../http/replies/lifecycle.ts'
import type { LifecycleNeeds } from '../http/routes/lifecycle.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createLiveStages } from '../traits/live-stages.ts'
import { createOneEditor } from '../traits/one-editor.ts'
import { createPlacing } from '../traits/place-people.ts'
import { createMakers } from './makers.ts'
import type { Stores } from './stores.ts'

export type ComposeLifecycleNeeds = {
  stores: Stores
  acceptEvents: AcceptEvents
  refuseCircle(trees: readonly ConditionTree[]): Promise<void>
  clock: Clock
  timeZone: string
  log: Log
}

/** The stages people are in, and the answers about them. */
export function composeLifecycle({ stores, acceptEvents, refuseCircle, clock, timeZone, log }: ComposeLifecycleNeeds) {
  const { contacts, histories, lifecycle, computations, leases } = stores
  const machine = systemClock
  const placePeople = createPlacing({ contacts, histories, lifecycle, acceptEvents, clock, timeZone })
  const live = createLiveStages({ lifecycle, placePeople, computations, timeZone, log })
  const replies = (choices: ConditionChoicesReader): LifecycleNeeds =>
    createLifecycleReplies({
      ...{ lifecycle, contacts, computations, choices, refuseCircle, clock, machine },
      makers: createMakers(stores),
      edit: createOneEditor({ leases, machine, name: 'segment-edit' }),
      rulesChanged: live.forget,
    })
  return { placePeople, live, replies }
}
