import { z } from 'zod'
import { InboxPage } from '../../../shared/api/system.ts'
import { managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

const InboxQuery = z.object({
  status: z.enum(['unknown', 'failed']).default('unknown'),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export type InboxNeeds = {
  listInbox(query: z.output<typeof InboxQuery>): Promise<z.output<typeof InboxPage>>
  /** Refuses `inbox.not-found` and `inbox.not-replayable`. */
  replayInbox(id: string): Promise<void>
}

/** Raw callbacks hold what people wrote: managers only. */
export const inboxRoutes = (needs: InboxNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/inbox',
    summary: 'Callbacks that no translator knew, or that failed',
    auth: managers,
    query: InboxQuery,
    reply: InboxPage,
    answer: ({ query }) => needs.listInbox(query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/inbox/:id/replay',
    summary: 'Put a kept callback back into the line',
    auth: managers,
    params: z.object({ id: z.string().min(1).max(100) }),
    reply: null,
    answer: ({ params: { id } }) => needs.replayInbox(id),
  }),
]
