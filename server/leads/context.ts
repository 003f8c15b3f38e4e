import type { ChannelConsent, ContactProfile, Reach, WalkSummary } from '../../shared/api/contacts.ts'
import type { CustomerContext } from '../../shared/api/staff.ts'
import { marketingChannels } from '../../shared/consent.ts'
import type { AttributeValue, Contact, IdentityKey } from '../../shared/contact.ts'
import { kindOfKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { ContactId, StaffId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { identityLabel, toTimelineItem, type Words } from '../../shared/timeline-text.ts'
import type { Clock } from '../kit/clock.ts'
import type { AlertsStore } from '../store/alerts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { LeadsStore } from '../store/leads.ts'
import type { StaffStore } from '../store/staff.ts'
import type { TagStrengthsStore } from '../store/tag-strengths.ts'
import { adviceFor } from './advice.ts'
import type { LeadRows } from './lead-rows.ts'
import { firstSourceText } from './source-text.ts'
import { hasHabits, tagsSaidOf } from './tags-said.ts'

export type ContextNeeds = {
  contacts: Pick<ContactsStore, 'get'>
  events: Pick<EventsStore, 'page' | 'newestOf'>
  leads: Pick<LeadsStore, 'of'>
  leadRows: Pick<LeadRows, 'leadRows'>
  alerts: Pick<AlertsStore, 'openOf'>
  staff: Pick<StaffStore, 'getMany'>
  /** Every channel: reachable now, and if not why. */
  reachOf(contact: Contact, now: Date): Reach[]
  walksOf(contact: ContactId): Promise<WalkSummary[]>
  /** How a stage of the lifecycle is called now. */
  stageName(key: string): Promise<string>
  tagStrengths: Pick<TagStrengthsStore, 'of'>
  /** Names of journeys and channels for the timeline. */
  words(): Promise<Omit<Words, 'staff'>>
  clock: Clock
}

/** One customer as the sidebar shows them (in one request) and as the admin page does. */
export function createContext(needs: ContextNeeds) {
  const wordsFor = async (events: readonly DomainEvent[], others: readonly (StaffId | null)[]): Promise<Words> => {
    const ids = [...events.flatMap(staffIn), ...others].flatMap((id) => id ?? [])
    const [members, words] = await Promise.all([needs.staff.getMany(ids), needs.words()])
    const byName = new Map<string, string>([...members].map(([id, { name }]) => [id, name]))
    return { ...words, staff: (id) => byName.get(id) ?? id }
  }

  const stageOf = async ({ stage }: Contact): Promise<string | null> =>
    stage === undefined || stage.name === null ? null : needs.stageName(stage.name)

  return {
    /** Refuses `contact.not-found`. */
    async readContext({ contact: id, staff }: { contact: ContactId; staff: StaffId }): Promise<CustomerContext> {
      const contact = await needs.contacts.get(id)
      if (contact === null) {
        throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
      }
      const now = needs.clock.now()
      const [leads, alerts, timeline, noted, walks] = await Promise.all([
        needs.leads.of(contact.id),
        needs.alerts.openOf(contact.id),
        needs.events.page({ contact: contact.id, limit: 10 }),
        needs.events.newestOf(contact.id, ['note.added'], 20),
        needs.walksOf(contact.id),
      ])
      const lead = leads.find(({ open }) => open) ?? leads[0] ?? null
      const owners = [contact.owner, lead?.owner ?? null]
      const words = await wordsFor([...timeline.items, ...noted], owners)
      const notes = noted.flatMap((event) => (event.name === 'note.added' ? [event] : []))
      const leadOwner = lead?.owner ?? contact.owner
      const ownerName = leadOwner === null ? null : words.staff(leadOwner)
      const lastNoteAt = notes[0]?.at ?? null
      return {
        contact: headOf(contact, words, await stageOf(contact)),
        lead: lead === null ? null : ((await needs.leadRows.leadRows([lead]))[0] ?? null),
        advice: adviceFor({ contact, lead, alerts, lastNoteAt, staff, ownerName, now }),
        reach: needs.reachOf(contact, now),
        walks,
        timeline: timeline.items.map((event) => toTimelineItem(event, words)),
        notes: notes.map(({ staff: by, text, at, followUpAt }) => ({
          staffName: words.staff(by),
          text,
          at,
          followUpAt,
        })),
        mayClaim: lead === null || !lead.open || lead.owner === null,
      }
    },

    async readProfile(id: ContactId): Promise<ContactProfile | null> {
      const contact = await needs.contacts.get(id)
      if (contact === null) return null
      const [leads, walks, strengths, words] = await Promise.all([
        needs.leads.of(contact.id),
        needs.walksOf(contact.id),
        needs.tagStrengths.of(hasHabits(contact) ? [contact.id] : []),
        wordsFor([], [contact.owner]),
      ])
      const strong = new Map(strengths.get(contact.id)?.tags.map(({ tag, strength }) => [tag, strength] as const))
      return {
        ...contact,
        ownerName: contact.owner === null ? null : words.staff(contact.owner),
        tagsSaid: tagsSaidOf(contact, { journey: words.journey, strengths: strong }),
        consents: consentsOf(contact, words),
        reach: needs.reachOf(contact, needs.clock.now()),
        walks,
        leads: leads.map(({ id: lead, status, owner, createdAt }) => ({ id: lead, status, owner, createdAt })),
      }
    },

    /** A page of the timeline in sentences; an id that was merged away gives the survivor's. */
    async readTimeline(query: {
      contact: ContactId
      kind?: 'behaviour' | 'decision' | undefined
      cursor?: string | undefined
      limit: number
    }) {
      const contact = await needs.contacts.get(query.contact)
      const { items, next } = await needs.events.page({ ...query, contact: contact?.id ?? query.contact })
      const words = await wordsFor(items, [])
      return { items: items.map((event) => toTimelineItem(event, words)), next }
    },
  }
}
export type Context = ReturnType<typeof createContext>

const consentSources: Readonly<Record<string, string>> = {
  'oa.message': '客户发消息退订',
  'oa.revoked': '客户撤回授权',
  'mini.message': '客户发消息退订',
  'mini.revoked': '客户撤回授权',
  'sms.reply': '客户回复短信退订',
  'email.link': '客户在邮件里退订',
  staff: '同事在客户页面设置',
}

function consentsOf({ consent, provenance }: Contact, words: Words): ChannelConsent[] {
  return Object.values(marketingChannels)
    .flat()
    .map((channel) => {
      const said = provenance[`@consent:${channel}`]
      return {
        channel,
        label: words.channel(channel),
        consent: consent[channel] ?? null,
        source: said === undefined ? null : (consentSources[said.source] ?? said.source),
        at: said?.at ?? null,
      }
    })
}

function headOf(contact: Contact, words: Words, stage: string | null): CustomerContext['contact'] {
  const { id, name, phoneMasked, owner, tags, attributes } = contact
  return {
    ...{ id, name, phoneMasked, owner, tags },
    level: textOf(attributes.level),
    vipExpiresAt: textOf(attributes.vipExpiresAt),
    stage: stage ?? textOf(attributes.stage),
    ownerName: owner === null ? null : words.staff(owner),
    identities: contact.identities.map(({ key, at }) => ({
      kind: kindOfKey(key),
      label: identityLabel(key),
      detail: detailOf(key, phoneMasked),
      at,
    })),
    firstSource: contact.firstSource === null ? null : firstSourceText(contact),
  }
}

const textOf = (value: AttributeValue | undefined) => (value === undefined ? null : String(value))

/** Blind indexes say nothing to a person: the masked number stands for them. */
function detailOf(key: IdentityKey, phoneMasked: string | null): string {
  const kind = kindOfKey(key)
  if (kind === 'phone') return phoneMasked ?? '已加密'
  if (kind === 'email') return '已加密'
  return key.slice(key.lastIndexOf(':') + 1)
}

function staffIn(event: DomainEvent): (StaffId | null)[] {
  if (event.name === 'owner.changed') return [event.from, event.to]
  return 'staff' in event ? [event.staff] : []
}
