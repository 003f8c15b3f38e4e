import { z } from 'zod'
import { OutboxFate, OutboxPage } from '../../../shared/api/journeys.ts'
import { ContactId } from '../../../shared/ids.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

const OutboxQuery = z.object({
  contact: ContactId.optional(),
  fate: OutboxFate.optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export type OutboxNeeds = {
  listOutbox(query: z.output<typeof OutboxQuery>): Promise<z.output<typeof OutboxPage>>
}

export const outboxRoutes = ({ listOutbox }: OutboxNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/outbox',
    summary: 'What was or will be sent, with its fate and why',
    auth: viewers,
    query: OutboxQuery,
    reply: OutboxPage,
    answer: ({ query }) => listOutbox(query),
  }),
]
