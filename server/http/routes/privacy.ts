import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  ErasureAsk,
  ExportAsk,
  type Hidden,
  LookPage,
  PrivacyRequest,
  PrivacyRequestPage,
  Retention,
  RetentionDays,
  RevealAsk,
  Revealed,
} from '../../../shared/api/privacy.ts'
import type { CurrentUser } from '../../../shared/api/system.ts'
import { ContactId } from '../../../shared/ids.ts'
import { administrators, managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type PrivacyNeeds = {
  /** Refuses `contact.not-found` and `privacy.under-way`. */
  askErasure(given: { contact: ContactId; reason: string }, by: CurrentUser): Promise<PrivacyRequest>
  /** Refuses `contact.not-found`. */
  exportPerson(
    asked: { contact: ContactId; format: 'json' | 'html'; reason: string },
    by: CurrentUser,
  ): Promise<AsyncIterable<string>>
  /** Refuses `contact.not-found`. */
  reveal(
    asked: { contact: ContactId; what: Hidden; reason: string },
    by: CurrentUser & { ip: string },
  ): Promise<string | null>
  listLooks(query: {
    contact?: ContactId | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<z.output<typeof LookPage>>
  readRetention(): Promise<Retention>
  changeRetention(days: RetentionDays, by: CurrentUser): Promise<Retention>
  listRequests(query: { cursor?: string | undefined; limit: number }): Promise<z.output<typeof PrivacyRequestPage>>
  /** Refuses `privacy.not-found`. */
  readRequest(id: string): Promise<PrivacyRequest>
  /** Refuses `privacy.not-waiting`. */
  cleanNow(id: string): Promise<void>
}

const ofContact = z.object({ id: ContactId })
const params = z.object({ id: z.string() })
const paged = z.object({ cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) })

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
    method: 'POST',
    path: '/api/v1/contacts/:id/export',
    summary: 'Everything that is held of one person, as JSON or as a page to read; who asked and why is recorded',
    auth: administrators,
    params: ofContact,
    body: ExportAsk,
    reply: { contentType: 'application/json', note: 'A JSON file, or an HTML file when `format` is `html`' },
    async answer({ params: { id }, body: { format, reason }, who, ctx }) {
      const file = await needs.exportPerson({ contact: id, format, reason }, who)
      ctx.attachment(`${id}.${format}`)
      ctx.type = format === 'json' ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8'
      ctx.body = Readable.from(file)
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/contacts/:id/reveal',
    summary: 'A phone number, e-mail address or ID number in full; who looked and why is recorded',
    auth: managers,
    params: ofContact,
    body: RevealAsk,
    reply: Revealed,
    answer: async ({ params: { id }, body, who, ctx }) => ({
      value: await needs.reveal({ ...body, contact: id }, { ...who, ip: ctx.ip }),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/privacy/looks',
    summary: 'Who looked at what is masked, when, at whom and why, newest first',
    auth: administrators,
    query: paged.extend({ contact: ContactId.optional() }),
    reply: LookPage,
    answer: ({ query }) => needs.listLooks({ contact: query.contact, cursor: query.cursor, limit: query.limit }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/privacy/retention',
    summary: 'For how many days what is kept, and what the last night removed',
    auth: administrators,
    reply: Retention,
    answer: () => needs.readRetention(),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/privacy/retention',
    summary: 'Change how long what is kept: in days, null for good',
    auth: administrators,
    body: RetentionDays,
    reply: Retention,
    answer: ({ body, who }) => needs.changeRetention(body, who),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/privacy/requests',
    summary: 'Exports and erasures of people, newest first',
    auth: administrators,
    query: paged,
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
