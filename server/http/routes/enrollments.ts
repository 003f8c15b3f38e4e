import { z } from 'zod'
import { EnrollmentPage } from '../../../shared/api/journeys.ts'
import { ContactId, JourneyId, NodeId } from '../../../shared/ids.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

const EnrollmentQuery = z.object({
  journey: JourneyId.optional(),
  contact: ContactId.optional(),
  node: NodeId.optional(),
  /** Only walks under way in a version before this one. */
  before: z.coerce.number().int().positive().optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export type EnrollmentNeeds = {
  listEnrollments(query: z.output<typeof EnrollmentQuery>): Promise<z.output<typeof EnrollmentPage>>
}

export const enrollmentRoutes = ({ listEnrollments }: EnrollmentNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/enrollments',
    summary: 'Who walks through which journey, where they stand and how they came there',
    auth: viewers,
    query: EnrollmentQuery,
    reply: EnrollmentPage,
    answer: ({ query }) => listEnrollments(query),
  }),
]
