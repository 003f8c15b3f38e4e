import { z } from 'zod'
import { ContactRelations } from '../../../shared/api/relations.ts'
import { ContactId } from '../../../shared/ids.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

/** Refuses `contact.not-found`. */
export type RelationNeeds = { relationsOf(contact: ContactId): Promise<ContactRelations> }

export const relationRoutes = (needs: RelationNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/contacts/:id/relations',
    summary: 'Who brought a person, whom they brought, and who shares their company, address or interests',
    auth: viewers,
    params: z.object({ id: ContactId }),
    reply: ContactRelations,
    answer: ({ params: { id } }) => needs.relationsOf(id),
  }),
]
