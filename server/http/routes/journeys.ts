import { z } from 'zod'
import {
  JourneyCounts,
  JourneyDetail,
  JourneyPage,
  NewJourney,
  Problem,
  Published,
  SaveDraft,
} from '../../../shared/api/journeys.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { JourneyId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

/** Each refuses `journey.not-found` for an id that is not there. */
export type JourneyNeeds = {
  listJourneys(): Promise<z.output<typeof JourneyPage>>
  createJourney(given: z.output<typeof NewJourney>): Promise<JourneyId>
  readJourney(id: JourneyId): Promise<JourneyDetail>
  /** Refuses `journey.stale-draft` (409) when the draft has changed since `basedOn`. */
  saveDraft(id: JourneyId, draft: z.output<typeof SaveDraft>): Promise<JourneyDetail>
  validateDraft(id: JourneyId): Promise<Problem[]>
  /** Refuses `journey.invalid` (422) with `details.problems`. */
  publishJourney(id: JourneyId, by: CurrentUser): Promise<number>
  pauseJourney(id: JourneyId): Promise<void>
  resumeJourney(id: JourneyId): Promise<void>
  countJourney(id: JourneyId): Promise<JourneyCounts>
  /** Refuses `journey.published` (409): only a draft that never ran can go. */
  deleteDraft(id: JourneyId): Promise<void>
}

const params = z.object({ id: JourneyId })

export const journeyRoutes = (needs: JourneyNeeds) => [...draftRoutes(needs), ...liveRoutes(needs)]

const draftRoutes = (needs: JourneyNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/journeys',
    summary: 'All journeys',
    auth: viewers,
    reply: JourneyPage,
    answer: () => needs.listJourneys(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/journeys',
    summary: 'Make a draft',
    auth: managers,
    body: NewJourney,
    reply: z.object({ id: JourneyId }),
    status: 201,
    answer: async ({ body }) => ({ id: await needs.createJourney(body) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/journeys/:id',
    summary: 'A journey with its draft and what is wrong with it',
    auth: viewers,
    params,
    reply: JourneyDetail,
    answer: ({ params: { id } }) => needs.readJourney(id),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/journeys/:id',
    summary: 'Save the draft; refused when somebody else saved meanwhile',
    auth: managers,
    params,
    body: SaveDraft,
    reply: JourneyDetail,
    answer: ({ params: { id }, body }) => needs.saveDraft(id, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/journeys/:id',
    summary: 'Delete a draft that was never published',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.deleteDraft(id),
  }),
]

const liveRoutes = (needs: JourneyNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/journeys/:id/validate',
    summary: 'Everything wrong or odd in the draft',
    auth: viewers,
    params,
    reply: z.object({ problems: z.array(Problem) }),
    answer: async ({ params: { id } }) => ({ problems: await needs.validateDraft(id) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/journeys/:id/publish',
    summary: 'Make the draft the version that takes new people',
    auth: managers,
    params,
    reply: Published,
    answer: async ({ params: { id }, who }) => ({ version: await needs.publishJourney(id, who) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/journeys/:id/pause',
    summary: 'Let nobody in any more; those inside go on',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.pauseJourney(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/journeys/:id/resume',
    summary: 'Let people in again',
    auth: managers,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.resumeJourney(id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/journeys/:id/counts',
    summary: 'People at each node and through each exit, and how many walk an older version',
    auth: viewers,
    params,
    reply: JourneyCounts,
    answer: ({ params: { id } }) => needs.countJourney(id),
  }),
]
