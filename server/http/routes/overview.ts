import { Overview } from '../../../shared/api/system.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type OverviewNeeds = { readOverview(): Promise<Overview> }

export const overviewRoutes = ({ readOverview }: OverviewNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/overview',
    summary: 'Today against the same weekday last week, and what a person must look at',
    auth: viewers,
    reply: Overview,
    answer: () => readOverview(),
  }),
]
