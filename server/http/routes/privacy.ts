import { z } from 'zod'
import { ErasureAsk, PrivacyRequest, PrivacyRequestPage } from '../../../shared/api/privacy.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { ContactId } from '../../../shared/ids.ts'
import { administrators } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type PrivacyNeeds = {
  /** Refuses `contact.not-found` and `privacy.under-way`. */
  askErasure(given: { contact: ContactId; reason: string }, by: CurrentUser): Promise<PrivacyRequest>
  listRequests(query: { cursor?: string | undefined; limit: number }): Promise<z.output<typeof PrivacyRequestPage>>
  /** Refuses `privacy.not-found`. */
  readRequest(id: string): Promise<PrivacyRequest>
  /** Refuses `privacy.not-waiting`. */
  cleanNow(id: string): Promise<void>
}

const ofContact = z.object({ id: ContactId })
const params = z.object({ id: z.string() })

export const privacyRoutes = (needs: PrivacyNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/contacts/:id/erasure',
    summary: 'Erase one person for good, wherever something of them lies; a proof without personal data stays',
    auth: administrators,
    params: ofContact,
    body: ErasureAsk,
    reply: PrivacyRequest,
    status: 202,
    answer: ({ params: { id }, body, who }) => needs.askErasure({ contact: id, reason: body.reason }, who),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/privacy/requests',
    summary: 'Exports and erasures of people, newest first',
    auth: administrators,
    query: z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    reply: PrivacyRequestPage,
    answer: ({ query }) => needs.listRequests({ limit: query.limit, cursor: query.cursor }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/privacy/requests/:id',
    summary: 'How far one request is, and what went',
    auth: administrators,
    params,
    reply: PrivacyRequest,
    answer: ({ params: { id } }) => needs.readRequest(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/privacy/requests/:id/clean',
    summary: 'Write the database files anew now instead of at night, so that no byte of an erased person is left',
    auth: administrators,
    params,
    reply: null,
    status: 202,
    answer: ({ params: { id } }) => needs.cleanNow(id),
  }),
]
