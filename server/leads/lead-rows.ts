import type { AlertRow, LeadRow } from '../../shared/api/staff.ts'
import type { LeadId, StaffId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Alert, AlertsStore } from '../store/alerts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { Lead, LeadsStore } from '../store/leads.ts'
import type { StaffStore } from '../store/staff.ts'

/** Leads and alerts as lists show them: with the names of the people they are about. */
export type RowNeeds = {
  leads: Pick<LeadsStore, 'get' | 'page' | 'hottest'>
  alerts: Pick<AlertsStore, 'page'>
  contacts: Pick<ContactsStore, 'getMany'>
  staff: Pick<StaffStore, 'getMany'>
}

export function createLeadRows({ leads, alerts, contacts, staff }: RowNeeds) {
  const leadRows = async (items: readonly Lead[]): Promise<LeadRow[]> => {
    const [people, members] = await Promise.all([
      contacts.getMany(items.map(({ contact }) => contact)),
      staff.getMany(items.flatMap(({ owner }) => owner ?? [])),
    ])
    return items.map((lead) => {
      const person = people.get(lead.contact)
      const { id, source, status, owner, offeredTo, createdAt, claimedAt, nextFollowUpAt } = lead
      return {
        ...{ id, source, status, owner, offeredTo, createdAt, claimedAt, nextFollowUpAt },
        contact: person?.id ?? lead.contact,
        contactName: person?.name ?? null,
        phoneMasked: person?.phoneMasked ?? null,
        tags: person?.tags ?? [],
        intent: person?.scores.intent ?? null,
        ownerName: owner === null ? null : (members.get(owner)?.name ?? owner),
      }
    })
  }

  const alertRows = async (items: readonly Alert[]): Promise<AlertRow[]> => {
    const people = await contacts.getMany(items.map(({ contact }) => contact))
    return items.map(({ id, kind, contact, lead, staff: told, title, advice, status, createdAt }) => {
      const person = people.get(contact)
      const about = { contact: person?.id ?? contact, contactName: person?.name ?? null }
      return { id, kind, ...about, lead, staff: told, title, advice, status, createdAt }
    })
  }

  const listAlerts = async (
    query: Parameters<AlertsStore['page']>[0],
  ): Promise<{ items: AlertRow[]; next: string | null }> => {
    const { items, next } = await alerts.page(query)
    return { items: await alertRows(items), next }
  }

  const readLead = async (id: LeadId): Promise<LeadRow | null> => {
    const lead = await leads.get(id)
    return lead === null ? null : ((await leadRows([lead]))[0] ?? null)
  }

  return {
    leadRows,
    listAlerts,
    /** Those of one colleague, whatever else was asked. */
    listMyAlerts: (staffId: StaffId, query: Omit<Parameters<AlertsStore['page']>[0], 'staff'>) =>
      listAlerts({ ...query, staff: staffId }),

    readLead,

    /** The row of a lead that must be there. */
    async requireLead(id: LeadId): Promise<LeadRow> {
      const row = await readLead(id)
      if (row === null) throw new Refusal({ code: 'lead.not-found', status: 404, message: '没有找到这条线索。' })
      return row
    },

    /** `by`: the newest first, or the open ones that want it most. */
    async listLeads({
      by,
      ...query
    }: Parameters<LeadsStore['page']>[0] & { by?: 'newest' | 'intent' | undefined }): Promise<{
      items: LeadRow[]
      next: string | null
    }> {
      const { items, next } =
        by === 'intent' ? { items: await leads.hottest(query), next: null } : await leads.page(query)
      return { items: await leadRows(items), next }
    },

    async listMyLeads(
      staffId: StaffId,
      { scope, ...paging }: { scope: 'mine' | 'pool'; cursor?: string | undefined; limit: number },
    ): Promise<{ items: LeadRow[]; next: string | null }> {
      const whose = scope === 'pool' ? { kind: scope } : { kind: scope, staff: staffId }
      const { items, next } = await leads.page({ ...paging, scope: whose })
      return { items: await leadRows(items), next }
    },
  }
}
export type LeadRows = ReturnType<typeof createLeadRows>
