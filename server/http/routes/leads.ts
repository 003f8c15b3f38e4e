import { z } from 'zod'
import { AlertPage, AlertRow, LeadPage, LeadStatus, StaffMember } from '../../../shared/api/staff.ts'
import { StaffId } from '../../../shared/ids.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

const paging = { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
const LeadQuery = z.object({
  status: LeadStatus.optional(),
  owner: StaffId.optional(),
  by: z.enum(['newest', 'intent']).default('newest'),
  ...paging,
})
const AlertQuery = z.object({ status: AlertRow.shape.status.optional(), ...paging })

/** The manager's view of the sales side. */
export type LeadNeeds = {
  listStaff(): Promise<StaffMember[]>
  listLeads(query: z.output<typeof LeadQuery>): Promise<z.output<typeof LeadPage>>
  listAlerts(query: z.output<typeof AlertQuery>): Promise<z.output<typeof AlertPage>>
}

export const leadRoutes = (needs: LeadNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/staff',
    summary: 'Members of the connected WeCom corp',
    auth: viewers,
    reply: z.object({ items: z.array(StaffMember) }),
    answer: async () => ({ items: await needs.listStaff() }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/leads',
    summary: 'Leads and who follows them up: the newest first, or the open ones that want it most',
    auth: viewers,
    query: LeadQuery,
    reply: LeadPage,
    answer: ({ query }) => needs.listLeads(query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'Alerts that were raised to staff',
    auth: viewers,
    query: AlertQuery,
    reply: AlertPage,
    answer: ({ query }) => needs.listAlerts(query),
  }),
]
