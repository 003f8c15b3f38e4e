import { LifecycleView, SaveLifecycle, StageNames } from '../../../shared/api/lifecycle.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type LifecycleNeeds = {
  readLifecycle(): Promise<LifecycleView>
  readStageNames(): Promise<StageNames>
  /** Refuses `segment.invalid-conditions`, `trait.circle`, and `lifecycle.stale` when somebody saved meanwhile. */
  saveLifecycle(save: SaveLifecycle, by: string): Promise<LifecycleView>
  recomputeLifecycle(): Promise<void>
}

export const lifecycleRoutes = (needs: LifecycleNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/lifecycle',
    summary: 'The stages of the lifecycle in their order, and how many people are in each',
    auth: viewers,
    reply: LifecycleView,
    answer: () => needs.readLifecycle(),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/stages',
    summary: 'What the stages of the lifecycle are called, in their order; counts nobody',
    auth: viewers,
    reply: StageNames,
    answer: () => needs.readStageNames(),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/lifecycle',
    summary: 'Change the stages and their order; everybody is placed again in the background',
    auth: managers,
    body: SaveLifecycle,
    reply: LifecycleView,
    answer: ({ body, who }) => needs.saveLifecycle(body, who.name),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/lifecycle/recompute',
    summary: 'Place everybody again, in the background',
    auth: managers,
    reply: null,
    status: 202,
    answer: () => needs.recomputeLifecycle(),
  }),
]
