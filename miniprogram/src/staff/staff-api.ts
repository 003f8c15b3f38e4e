import { z } from 'zod'
import { AlertPage, CustomerContext, LeadPage, LeadRow, type NewNote } from '../../../shared/api/staff.ts'
import { type Answer, ask, tell } from '../api'
import { withStaff } from './staff-session'

export type Customer = { context: CustomerContext; me: string }

export const readAlerts = () =>
  withStaff(({ token }) => ask({ path: '/staff/me/alerts?status=open', token }, AlertPage))
export const readLeads = (scope: 'mine' | 'pool') =>
  withStaff(({ token }) => ask({ path: `/staff/me/leads?scope=${scope}`, token }, LeadPage))

const LeadDetail = z.object({ lead: LeadRow, context: CustomerContext })

/** By lead, or by person when an alert is about somebody without one. */
export function readCustomer(by: { lead: string } | { contact: string }): Promise<Answer<Customer>> {
  return withStaff(async ({ token, staff }) => {
    const answer =
      'lead' in by
        ? await ask({ path: `/staff/leads/${by.lead}`, token }, LeadDetail)
        : await ask({ path: `/sidebar/context?contact=${by.contact}`, token }, CustomerContext)
    if (!answer.ok) return answer
    return {
      ok: true,
      value: { context: 'context' in answer.value ? answer.value.context : answer.value, me: staff.id },
    }
  })
}

export function claim({ contact, lead }: { contact: string; lead: string | null }): Promise<Answer<LeadRow>> {
  const path = lead === null ? `/staff/contacts/${contact}/claim` : `/staff/leads/${lead}/claim`
  return withStaff(({ token }) => ask({ path, body: {}, token }, LeadRow))
}

export const addNote = (contact: string, note: NewNote) =>
  withStaff(({ token }) => tell({ path: `/staff/contacts/${contact}/notes`, body: note, token }))
