import { z } from 'zod'
import { AlertPage, AlertRow, CustomerContext, LeadPage, LeadRow } from '../../../shared/api/staff.ts'
import { type ContactId, LeadId, type StaffId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { salespeople } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

const paging = { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }
const MyAlertQuery = z.object({ status: AlertRow.shape.status.optional(), ...paging })
const MyLeadQuery = z.object({ scope: z.enum(['mine', 'pool']).default('mine'), ...paging })

/** The staff pages of the mini-program. */
export type StaffPageNeeds = {
  listMyAlerts(staff: StaffId, query: z.output<typeof MyAlertQuery>): Promise<z.output<typeof AlertPage>>
  listMyLeads(staff: StaffId, query: z.output<typeof MyLeadQuery>): Promise<z.output<typeof LeadPage>>
  readLead(id: LeadId): Promise<LeadRow | null>
  readContext(given: { contact: ContactId; staff: StaffId }): Promise<CustomerContext>
}

export const staffPageRoutes = (needs: StaffPageNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/staff/me/alerts',
    summary: 'My alerts',
    auth: salespeople,
    query: MyAlertQuery,
    reply: AlertPage,
    answer: ({ query, who }) => needs.listMyAlerts(who, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/staff/me/leads',
    summary: 'My leads, or those nobody has claimed',
    auth: salespeople,
    query: MyLeadQuery,
    reply: LeadPage,
    answer: ({ query, who }) => needs.listMyLeads(who, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/staff/leads/:id',
    summary: 'A lead and its customer',
    auth: salespeople,
    params: z.object({ id: LeadId }),
    reply: z.object({ lead: LeadRow, context: CustomerContext }),
    async answer({ params: { id }, who }) {
      const lead = await needs.readLead(id)
      if (lead === null) throw new Refusal({ code: 'lead.not-found', status: 404, message: '没有找到这条线索。' })
      return { lead, context: await needs.readContext({ contact: lead.contact, staff: who }) }
    },
  }),
]
