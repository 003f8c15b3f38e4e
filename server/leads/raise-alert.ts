import { createHash } from 'node:crypto'
import { currentFriendships } from '../../shared/channels/reach.ts'
import type { Contact } from '../../shared/contact.ts'
import { AlertId, EventId, type JourneyId, LeadId, StaffId } from '../../shared/ids.ts'
import type { AlertTarget, Intent } from '../../shared/journey/contract.ts'
import type { AlertsStore, NewAlert } from '../store/alerts.ts'
import type { EventsStore, TimelineEntry } from '../store/events.ts'
import type { LeadsStore } from '../store/leads.ts'
import type { OutboxDraft } from '../store/outbox.ts'
import type { StaffProfile, StaffStore } from '../store/staff.ts'
import { alertCard } from './alert-card.ts'
import { sourceText } from './source-text.ts'

/** What a journey or a built-in rule wants a colleague to know. The effect's key makes a repeat raise the same alert. */
export type AlertWish = {
  effectKey: string
  contact: Contact
  intent: Extract<Intent, { kind: 'alert' }>
  /** Null: a built-in rule. */
  journey: JourneyId | null
  why: string
  at: Date
}

export type AlertNeeds = {
  leads: Pick<LeadsStore, 'open' | 'openOf'>
  alerts: Pick<AlertsStore, 'add'>
  staff: Pick<StaffStore, 'getMany' | 'leaderOf'>
  events: Pick<EventsStore, 'append'>
  publicUrl: string
}

const idFrom = (effectKey: string) => createHash('sha256').update(effectKey).digest('hex').slice(0, 24)
export const alertIdOf = (effectKey: string): AlertId => AlertId.parse(`al_${idFrom(effectKey)}`)
const leadIdOf = (effectKey: string): LeadId => LeadId.parse(`ld_${idFrom(effectKey)}`)

/**
 * Makes the alerts (and for a new lead the lead), writes the timeline, and gives back the messages to staff for the
 * outbox. Everything is named after the effect, so a second call after a crash finds it done. With nobody to tell, the
 * alert stands open in the list and the lead in the pool.
 */
export function createRaiseAlerts(needs: AlertNeeds) {
  const raise = async (wish: AlertWish): Promise<OutboxDraft[]> => {
    const { contact, intent, at, why } = wish
    const staff = await pickStaff(needs.staff, wish)
    const offeredTo = staff === null ? [] : [staff.id]
    const opened =
      intent.alert === 'new-lead'
        ? await needs.leads.open({
            id: leadIdOf(wish.effectKey),
            contact: contact.id,
            source: sourceText(contact),
            offeredTo,
            at,
          })
        : null
    const lead = opened?.lead ?? (await needs.leads.openOf(contact.id))
    const alert: NewAlert = {
      id: alertIdOf(wish.effectKey),
      effect: wish.effectKey,
      kind: intent.alert,
      contact: contact.id,
      lead: lead?.id ?? null,
      staff: staff?.id ?? null,
      title: intent.title,
      advice: intent.advice,
      createdAt: at,
    }
    await needs.alerts.add([alert])
    await needs.events.append(linesOf(wish, alert, opened?.created === true))
    if (staff === null) return []
    const content = alertCard({ alert, contact, publicUrl: needs.publicUrl })
    const address = { staff: staff.id }
    const draft = { contact: contact.id, journey: wish.journey, enrollment: null, node: null, address, content, why }
    return [{ ...draft, key: wish.effectKey, channel: 'wecom-app', notBefore: at, expires: null, marketing: false }]
  }

  return async (wishes: readonly AlertWish[]): Promise<OutboxDraft[]> => {
    const drafts: OutboxDraft[] = []
    // One after the other: two alerts of one batch may be about the same person and share a lead.
    for (const wish of wishes) drafts.push(...(await raise(wish)))
    return drafts
  }
}
export type RaiseAlerts = ReturnType<typeof createRaiseAlerts>

/** The first target that names an active colleague. */
async function pickStaff(staff: AlertNeeds['staff'], { contact, intent }: AlertWish): Promise<StaffProfile | null> {
  for (const target of intent.targets) {
    const id = await candidateOf(staff, target, contact, intent.staffOfEvent)
    if (id === null) continue
    const member = (await staff.getMany([id])).get(id)
    if (member?.active === true) return member
  }
  return null
}

async function candidateOf(
  staff: AlertNeeds['staff'],
  target: AlertTarget,
  contact: Contact,
  staffOfEvent: string | null,
): Promise<StaffId | null> {
  const first = currentFriendships(contact)[0]?.staff ?? null
  switch (target) {
    case 'event-staff':
      return StaffId.nullable().parse(staffOfEvent)
    case 'first-staff':
      return first
    case 'owner':
      return contact.owner
    case 'department-leader': {
      const below = contact.owner ?? first
      return below === null ? null : staff.leaderOf(below)
    }
  }
}

function linesOf({ contact, at, why, effectKey }: AlertWish, alert: NewAlert, leadCreated: boolean): TimelineEntry[] {
  const line = (name: string) => ({ id: EventId.parse(`${name}:${idFrom(effectKey)}`), at, account: null, why })
  const raised = { ...line('alert.raised'), name: 'alert.raised', alert: alert.id, kind: alert.kind } as const
  const lines: TimelineEntry[] = [{ contact: contact.id, event: { ...raised, staff: alert.staff } }]
  if (!leadCreated || alert.lead === null) return lines
  const created = { ...line('lead.created'), name: 'lead.created', lead: alert.lead, staff: alert.staff } as const
  return [{ contact: contact.id, event: created }, ...lines]
}
