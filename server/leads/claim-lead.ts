import { createHash } from 'node:crypto'
import { type AlertId, type ContactId, EventId, LeadId, type StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Alert, AlertsStore } from '../store/alerts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { Lead, LeadsStore } from '../store/leads.ts'
import type { OutboxDraft, OutboxStore } from '../store/outbox.ts'
import type { StaffStore } from '../store/staff.ts'
import { sourceText } from './source-text.ts'

/** The tapped card: its alert, and the code its buttons can be changed with once. */
export type TappedCard = { alert: AlertId; responseCode: string }

export type ClaimNeeds = {
  leads: Pick<LeadsStore, 'get' | 'claim' | 'open'>
  alerts: Pick<AlertsStore, 'resolve'>
  contacts: Pick<ContactsStore, 'get' | 'setOwners'>
  staff: Pick<StaffStore, 'get'>
  outbox: Pick<OutboxStore, 'get' | 'put'>
  nudgeOutbox(): void
  /** Writes the claim into the timeline at once and lets journeys know; the event's id makes a repeat harmless. */
  record(events: readonly Incoming[], now: Date): Promise<void>
}
export type Claimed = { lead: Lead; won: boolean }

/**
 * A colleague takes a lead, by the card or from a page. Of two at once one gets it. Everything after the atomic claim
 * is named after lead and colleague, so repeating a claim that was cut off finishes it.
 */
export function createClaims(needs: ClaimNeeds) {
  const nameOf = async (staff: StaffId | null): Promise<string> =>
    staff === null ? '同事' : ((await needs.staff.get(staff))?.name ?? staff)

  /** The cards of everybody who was told: their buttons say who has it now. */
  const cardUpdates = async (lead: Lead, resolved: readonly Alert[], tapped: TappedCard | null, now: Date) => {
    const replaceText = cutName(`已认领：${await nameOf(lead.owner)}`)
    const drafts: OutboxDraft[] = []
    for (const alert of resolved) {
      if (alert.staff === null || alert.id === tapped?.alert) continue
      const responseCode = (await needs.outbox.get(alert.effect))?.responseCode ?? null
      if (responseCode === null) continue
      const given = { alert: alert.id, staff: alert.staff, responseCode, replaceText, contact: lead.contact, now }
      drafts.push(cardUpdate(given))
    }
    if (tapped !== null && lead.owner !== null) {
      const given = { ...tapped, staff: lead.owner, replaceText, contact: lead.contact, now }
      drafts.push(cardUpdate(given))
    }
    return drafts
  }

  const claim = async (given: {
    lead: LeadId
    staff: StaffId
    now: Date
    tapped: TappedCard | null
  }): Promise<Claimed | null> => {
    const { staff, now, tapped } = given
    const claimed = await needs.leads.claim({ lead: given.lead, staff, at: now })
    if (claimed === null) return null
    const { lead } = claimed
    if (lead.owner !== staff) {
      if (tapped !== null) await tellTooLate(lead, staff, tapped, now)
      return { lead, won: false }
    }
    const why = `${await nameOf(staff)} 认领了线索`
    const owned = { contact: lead.contact, to: staff, why, at: now, by: `claim:${lead.id}`, onlyIfNone: true }
    await needs.contacts.setOwners([owned])
    const resolved = await needs.alerts.resolve({ lead: lead.id, by: staff, at: lead.claimedAt ?? now })
    await needs.outbox.put(await cardUpdates(lead, resolved, tapped, now), now)
    needs.nudgeOutbox()
    const id = EventId.parse(`lead.claimed:${lead.id}:${staff}`.slice(0, 200))
    const event = { id, at: lead.claimedAt ?? now, account: null, name: 'lead.claimed', lead: lead.id, staff } as const
    await needs.record([{ event, claims: [], facts: {}, contact: lead.contact }], now)
    return { lead, won: true }
  }

  const tellTooLate = async (lead: Lead, staff: StaffId, tapped: TappedCard, now: Date): Promise<void> => {
    const replaceText = lead.open ? cutName(`已由${await nameOf(lead.owner)}认领`) : '线索已结束'
    await needs.outbox.put([cardUpdate({ ...tapped, staff, replaceText, contact: lead.contact, now })], now)
    needs.nudgeOutbox()
  }

  const claimOrRefuse = async (lead: LeadId, staff: StaffId, now: Date): Promise<Lead> => {
    const claimed = await claim({ lead, staff, now, tapped: null })
    if (claimed === null) {
      throw new Refusal({ code: 'lead.not-found', status: 404, message: '没有找到这条线索。' })
    }
    if (claimed.won) return claimed.lead
    if (!claimed.lead.open) {
      throw new Refusal({ code: 'lead.closed', status: 409, message: '这条线索已经结束，不能再认领。' })
    }
    const message = `这条线索已由 ${await nameOf(claimed.lead.owner)} 认领。`
    throw new Refusal({ code: 'lead.claimed-by-other', status: 409, message })
  }

  return {
    /** By a tapped card; null when the lead is gone. */
    claim,

    /** From a page. Refuses `lead.not-found`, `lead.claimed-by-other` and `lead.closed`. */
    claimLead: (given: { lead: LeadId; staff: StaffId }, now: Date) => claimOrRefuse(given.lead, given.staff, now),

    /** From a person's page; the lead is made when there is none. Refuses `contact.not-found` besides. */
    async claimContact(given: { contact: ContactId; staff: StaffId }, now: Date): Promise<Lead> {
      const contact = await needs.contacts.get(given.contact)
      if (contact === null) {
        throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
      }
      const id = LeadId.parse(`ld_${shortHash(`${contact.id}:${given.staff}:${now.getTime()}`)}`)
      const { lead } = await needs.leads.open({
        id,
        contact: contact.id,
        source: sourceText(contact),
        offeredTo: [],
        at: now,
      })
      return claimOrRefuse(lead.id, given.staff, now)
    },
  }
}
export type Claims = ReturnType<typeof createClaims>

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24)
const cutName = (text: string) => [...text].slice(0, 20).join('')

export function cardUpdate(given: {
  alert: AlertId
  staff: StaffId
  responseCode: string
  replaceText: string
  contact: ContactId
  now: Date
}): OutboxDraft {
  const { alert, staff, responseCode, replaceText, contact, now } = given
  return {
    // Each code works once, so the code names the effect; a hash, because a key is read by many people.
    key: `card:${alert}:${shortHash(responseCode)}`,
    contact,
    journey: null,
    enrollment: null,
    node: null,
    channel: 'wecom-card-update',
    address: { staff, responseCode },
    content: { replaceText },
    notBefore: now,
    expires: new Date(now.getTime() + 72 * 3_600_000),
    marketing: false,
    why: replaceText,
  }
}
