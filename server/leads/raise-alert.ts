import { createHash } from 'node:crypto'
import { currentFriendships } from '../../shared/channels/reach.ts'
import type { Contact } from '../../shared/contact.ts'
import { AlertId, EventId, type JourneyId, LeadId, type NodeId, StaffId } from '../../shared/ids.ts'
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
  node?: NodeId
  why: string
  at: Date
  /** Of its lines in the timeline, when it was decided before others that are written first. */
  place?: number
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
  const prepare = async (wish: AlertWish, staff: StaffProfile | null) => {
    const { contact, intent, at } = wish
    const { lead } =
      intent.alert === 'new-lead'
        ? await needs.leads.open({
            id: leadIdOf(wish.effectKey),
            contact: contact.id,
            source: sourceText(contact),
            offeredTo: staff === null ? [] : [staff.id],
            at,
          })
        : { lead: await needs.leads.openOf(contact.id) }
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
    return { wish, alert }
  }

  const draftOf = ({ wish, alert }: { wish: AlertWish; alert: NewAlert }): OutboxDraft[] => {
    const { staff } = alert
    if (staff === null) return []
    const { contact, journey, why, at, effectKey: key } = wish
    const content = alertCard({ alert, contact, staff, publicUrl: needs.publicUrl })
    const address = { staff }
    const draft = { contact: contact.id, journey, enrollment: null, node: null, address, content, why }
    return [{ ...draft, key, channel: 'wecom-app', notBefore: at, expires: null, marketing: false }]
  }

  return async (wishes: readonly AlertWish[]): Promise<OutboxDraft[]> => {
    if (wishes.length === 0) return []
    const staffOf = await pickStaff(needs.staff, wishes)
    const raised: { wish: AlertWish; alert: NewAlert }[] = []
    // One after the other: two alerts of one batch may be about the same person and share a lead.
    for (const wish of wishes) raised.push(await prepare(wish, staffOf.get(wish) ?? null))
    await needs.alerts.add(raised.map(({ alert }) => alert))
    await needs.events.append(raised.flatMap(({ wish, alert }) => linesOf(wish, alert)))
    return raised.flatMap(draftOf)
  }
}
export type RaiseAlerts = ReturnType<typeof createRaiseAlerts>

/** For each wish the first target that names an active colleague. */
async function pickStaff(
  staff: AlertNeeds['staff'],
  wishes: readonly AlertWish[],
): Promise<Map<AlertWish, StaffProfile>> {
  const named = wishes.flatMap((wish) => wish.intent.targets.flatMap((target) => namedBy(target, wish) ?? []))
  const members = await staff.getMany(named)
  const leaderOf = async (below: StaffId | null): Promise<StaffProfile | undefined> => {
    const id = below === null ? null : await staff.leaderOf(below)
    return id === null ? undefined : (await staff.getMany([id])).get(id)
  }
  const picked = new Map<AlertWish, StaffProfile>()
  for (const wish of wishes) {
    for (const target of wish.intent.targets) {
      const id = namedBy(target, wish)
      const member = target === 'department-leader' ? await leaderOf(id) : id === null ? undefined : members.get(id)
      if (member?.active !== true) continue
      picked.set(wish, member)
      break
    }
  }
  return picked
}

/** The colleague a target means; for the leader, the one who is led. */
function namedBy(target: AlertTarget, { contact, intent }: AlertWish): StaffId | null {
  const first = currentFriendships(contact)[0]?.staff ?? null
  switch (target) {
    case 'event-staff':
      return StaffId.nullable().parse(intent.staffOfEvent)
    case 'first-staff':
      return first
    case 'owner':
      return contact.owner
    case 'department-leader':
      return contact.owner ?? first
  }
}

/** A lead that bears this effect's name was made by it, now or by a try that was cut off before this. */
function linesOf({ contact, at, why, effectKey, place, journey, node }: AlertWish, alert: NewAlert): TimelineEntry[] {
  const cause = journey === null ? {} : { cause: { journey, node: node ?? null } }
  const line = (name: string) => ({
    ...{ id: EventId.parse(`${name}:${idFrom(effectKey)}`), at, account: null, why },
    ...cause,
  })
  const raised = { ...line('alert.raised'), name: 'alert.raised', alert: alert.id, kind: alert.kind } as const
  const placed = (after: number) => (place === undefined ? {} : { place: place + after })
  const lines: TimelineEntry[] = [{ contact: contact.id, event: { ...raised, staff: alert.staff }, ...placed(1) }]
  if (alert.lead === null || alert.lead !== leadIdOf(effectKey)) return lines
  const created = { ...line('lead.created'), name: 'lead.created', lead: alert.lead, staff: alert.staff } as const
  return [{ contact: contact.id, event: created, ...placed(0) }, ...lines]
}
