import type mongoose from 'mongoose'
import { type ContactsJoined, createLinking } from '../../server/identity/link.ts'
import { indexes as activityIndexes, createActivityDaysStore } from '../../server/store/activity-days.ts'
import { createAlertsStore } from '../../server/store/alerts.ts'
import { createCipher } from '../../server/store/cipher.ts'
import { indexes as contactIndexes, createContactsStore } from '../../server/store/contacts.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { createEventsStore, indexes as eventIndexes } from '../../server/store/events.ts'
import { createIdentityRulesStore } from '../../server/store/identity-rules.ts'
import { createMergesStore, indexes as mergeIndexes } from '../../server/store/merges.ts'
import { sealPhone } from '../../server/store/sealed-phone.ts'
import type { IdentityKind } from '../../shared/contact.ts'
import { identityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'

export const cipher = createCipher('a test key of more than thirty-two characters')

type NoteChanges = NonNullable<Parameters<typeof createEventsStore>[1]['noteChanges']>

/** The stores of people and the linking, over a real database with its indexes. */
export async function peopleOf(
  connection: mongoose.Connection,
  onMerged: readonly ContactsJoined[] = [],
  rules: PrecedenceRules = noRules,
  noteChanges?: NoteChanges,
) {
  await ensureIndexes(connection, [...contactIndexes, ...eventIndexes, ...activityIndexes, ...mergeIndexes])
  return peopleAgain(connection, onMerged, rules, noteChanges)
}

/** A second process on the same database: its own stores, nothing shared. */
export function peopleAgain(
  connection: mongoose.Connection,
  onMerged: readonly ContactsJoined[] = [],
  rules: PrecedenceRules = noRules,
  noteChanges?: NoteChanges,
) {
  const activityDays = createActivityDaysStore(connection)
  const events = createEventsStore(connection, {
    ...{ activityDays, timeZone: 'Asia/Shanghai' },
    ...(noteChanges === undefined ? {} : { noteChanges }),
  })
  const contacts = createContactsStore(connection, { cipher, events })
  const merges = createMergesStore(connection, { events })
  const alerts = createAlertsStore(connection)
  const identityRules = createIdentityRulesStore(connection)
  const linking = createLinking({
    contacts,
    events,
    merges,
    alerts,
    cipher,
    identityRules,
    onMerged,
    precedence: async () => rules,
  })
  return { activityDays, events, contacts, merges, alerts, identityRules, ...linking }
}
export type People = ReturnType<typeof peopleAgain>

let made = 0
type Given = Partial<Pick<Incoming, 'facts'>> & { id?: string; at?: Date; event?: Record<string, unknown> }

/** An event with its claims: `incoming('contact.followed', [oa('o1')])`. */
export function incoming(name: DomainEvent['name'], claims: readonly IdentityClaim[], given: Given = {}): Incoming {
  made += 1
  const id = EventId.parse(given.id ?? `test:${made}`)
  const event = {
    id,
    at: given.at ?? new Date('2026-11-22T02:00:00Z'),
    account: null,
    name,
    ...defaults(name),
    ...given.event,
  }
  return { event: event as DomainEvent, claims: [...claims], facts: given.facts ?? {} }
}

function defaults(name: DomainEvent['name']): Record<string, unknown> {
  switch (name) {
    case 'contact.followed':
    case 'contact.scanned':
      return { scene: null }
    case 'form.submitted':
      return { form: 'trial', fields: {} }
    case 'phone.bound':
      return { masked: '138****0000' }
    case 'crm.imported':
      return { source: 'crm', record: 'C1', fields: [] }
    case 'friend.added':
      return { staff: 'wangfang', state: null, welcomeCode: null }
    case 'friend.removed':
      return { staff: 'wangfang', by: 'customer' }
    case 'message.received':
      return { kind: 'text', text: '你好' }
    case 'mini.opened':
      return { page: 'home', scene: null }
    default:
      return {}
  }
}

const claim =
  (kind: IdentityKind, scope: readonly string[], source: string) =>
  (id: string, strength: IdentityClaim['strength'] = 'platform'): IdentityClaim => ({
    key: identityKey(kind, ...scope, id),
    strength,
    source,
  })
export const oa = claim('oa', ['wx1'], 'oa.callback')
export const mini = claim('mini', ['wx2'], 'mini.session')
export const wecom = claim('wecom', ['ww1'], 'wecom.contact-get')
export const unionid = claim('unionid', [], 'oa.user-info')
export const crm = (id: string, source = 'crm'): IdentityClaim => ({
  key: identityKey('crm', source, id),
  strength: 'declared',
  source: 'crm-import',
})

/** A phone as it comes from a form (declared), a tap (verified) or the CRM. */
export function phone(
  number: string,
  said: 'form' | 'tap' | 'crm' | 'remark',
): { claim: IdentityClaim; facts: ProfileFacts } {
  const sealed = sealPhone(cipher, number)
  if (sealed === null) throw new Error(`${number} is no phone number`)
  const source = { form: 'form', tap: 'mini.phone', crm: 'crm-import', remark: 'wecom.remark-mobile' }[said]
  return {
    claim: { key: sealed.key, strength: said === 'tap' ? 'verified' : 'declared', source },
    facts: { phone: sealed.phone },
  }
}
