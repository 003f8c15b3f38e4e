import { z } from 'zod'
import {
  ConsentChange,
  ContactCount,
  ContactCountQuery,
  ContactPage,
  ContactProfile,
  ContactQuery,
  TimelinePage,
} from '../../../shared/api/contacts.ts'
import { ContactUpsert, ContactUpserted } from '../../../shared/api/events.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { ContactId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type ContactNeeds = {
  /** Refuses `contact.invalid` with everything that is wrong. */
  upsertContact(given: ContactUpsert): Promise<z.output<typeof ContactUpserted>>
  searchContacts(query: z.output<typeof ContactQuery>): Promise<z.output<typeof ContactPage>>
  countContacts(query: z.output<typeof ContactCountQuery>): Promise<ContactCount>
  /** Follows merges to the record that lives. */
  readProfile(id: ContactId): Promise<ContactProfile | null>
  /** Refuses `contact.not-found` and `consent.unknown-channel`. */
  setConsent(given: ConsentChange & { contact: ContactId }, by: CurrentUser): Promise<void>
  readTimeline(query: {
    contact: ContactId
    kind: 'behaviour' | 'decision' | undefined
    cursor: string | undefined
    limit: number
  }): Promise<z.output<typeof TimelinePage>>
}

const params = z.object({ id: ContactId })
const TimelineQuery = z.object({
  cursor: z.string().optional(),
  kind: z.enum(['behaviour', 'decision']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const contactNotFound = () =>
  new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })

export const contactRoutes = (needs: ContactNeeds) => [
  defineRoute({
    method: 'PUT',
    path: '/api/v1/contacts',
    summary:
      'What an outside system knows about a person: identities, attributes, tags, consent; a repeated request id changes nothing',
    auth: managers,
    body: ContactUpsert,
    reply: ContactUpserted,
    answer: ({ body }) => needs.upsertContact(body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts',
    summary: 'Find people by words, an exact identity, a tag or an owner',
    auth: viewers,
    query: ContactQuery,
    reply: ContactPage,
    answer: ({ query }) => needs.searchContacts(query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/contact-count',
    summary: 'How many people the same query finds, counted up to 100,000',
    auth: viewers,
    query: ContactCountQuery,
    reply: ContactCount,
    answer: ({ query }) => needs.countContacts(query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts/:id',
    summary: 'One person: identities, attributes, reachability, walks, leads',
    auth: viewers,
    params,
    reply: ContactProfile,
    async answer({ params: { id } }) {
      const profile = await needs.readProfile(id)
      if (profile === null) throw contactNotFound()
      return profile
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/contacts/:id/consent',
    summary: 'Allow or end marketing to one person on one channel',
    auth: managers,
    params,
    body: ConsentChange,
    reply: null,
    answer: ({ params: { id }, body, who }) => needs.setConsent({ ...body, contact: id }, who),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts/:id/timeline',
    summary: 'What happened to a person and what was decided about them, newest first',
    auth: viewers,
    params,
    query: TimelineQuery,
    reply: TimelinePage,
    answer: ({ params: { id }, query }) =>
      needs.readTimeline({ contact: id, kind: query.kind, cursor: query.cursor, limit: query.limit }),
  }),
]
