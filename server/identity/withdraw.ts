import { isRefusal, marketingChannels } from '../../shared/consent.ts'
import { type IdentityKey, kindOfKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming } from '../../shared/incoming.ts'
import type { StoredContact } from '../store/stored-contact.ts'

/**
 * What a person takes back, part of what an event teaches. "退订" to an account ends marketing through all accounts of
 * its kind. A withdrawn authorisation does so too, and removes what the platform had told us, through whichever of its
 * accounts (docs/platform-facts.md A2.5: "delete their data"): the phone that was tapped, the nickname, attributes.
 * What they typed into a form of ours stays, and what somebody else told too.
 *
 * Pure, and kept in the contact with its source and moment, so that a repeat finds what the first try did:
 * `@consent:<channel>` and `@revoked:<platform>`, whose source lists what was removed.
 */
export type Platform = Extract<keyof typeof marketingChannels, 'oa' | 'mini' | 'wecom' | 'wechaty'>
type Said = { source: string; at: Date }

/** `again`: teaches what is left of a contact once more what others than the platform had told. */
export function learnWithdrawal(
  contact: StoredContact,
  { event, claims }: Incoming,
  again: (left: StoredContact, platform: Platform) => StoredContact,
): StoredContact {
  const platform = platformOf(claims)
  if (platform === null) return contact
  if (refuses(event)) return refuse(contact, platform, { source: `${platform}.message`, at: event.at })
  if (event.name !== 'data.revoked') return contact
  const refused = refuse(contact, platform, { source: `${platform}.revoked`, at: event.at })
  return withTombstone(contact, again(forgetTold(refused, platform, event.at), platform), platform, event.at)
}

/** The event without what the platform may not tell us any more, when the authorisation was withdrawn after it. */
export function withoutRevoked(contact: StoredContact, incoming: Incoming): Incoming {
  const { event, claims, facts } = incoming
  const platform = platformOf(claims)
  const revoked = platform === null ? undefined : contact.provenance[`@revoked:${platform}`]
  if (revoked === undefined || revoked.at < event.at || event.name === 'form.submitted') return incoming
  const { name: _name, phone: _phone, email: _email, idNumber: _idNumber, attributes: _attributes, ...kept } = facts
  return {
    ...incoming,
    event: event.name === 'phone.bound' ? { ...event, masked: null } : event,
    claims: claims.filter(({ key }) => !isAddress(key)),
    facts: kept,
  }
}

const isAddress = (key: IdentityKey) => kindOfKey(key) === 'phone' || kindOfKey(key) === 'email'

/** The lines of the timeline for what this event took back, read from the contact it was learned by. */
export function withdrawalLines(contact: StoredContact, { event, claims }: Incoming): DomainEvent[] {
  const platform = platformOf(claims)
  if (platform === null || !(refuses(event) || event.name === 'data.revoked')) return []
  const isOfEvent = (field: string) => contact.provenance[field]?.at.getTime() === event.at.getTime()
  const channels = marketingChannels[platform].filter((channel) => isOfEvent(`@consent:${channel}`))
  const removed = `@revoked:${platform}`
  const items = isOfEvent(removed) ? (contact.provenance[removed]?.source ?? '').split(' ').filter(Boolean) : []
  const line = (name: string) => ({
    id: EventId.parse(`${name}:${event.id}`.slice(0, 200)),
    at: event.at,
    account: null,
  })
  const whyRefused = event.name === 'data.revoked' ? '客户撤回了个人信息授权' : '客户发消息要求退订'
  const lines: DomainEvent[] = []
  if (channels.length > 0) {
    const head = line('consent.changed')
    lines.push({ ...head, name: 'consent.changed', channels: [...channels], consent: 'refused', why: whyRefused })
  }
  if (items.length > 0) {
    const why = '客户撤回了授权，平台要求删除授权得到的信息'
    lines.push({ ...line('data.removed'), name: 'data.removed', items, why })
  }
  return lines
}

const refuses = (event: DomainEvent): boolean =>
  event.name === 'message.received' && event.text !== null && isRefusal(event.text)

export function platformOf(claims: readonly IdentityClaim[]): Platform | null {
  const kind = claims[0] === undefined ? null : kindOfKey(claims[0].key)
  return kind === 'oa' || kind === 'mini' || kind === 'wecom' || kind === 'wechaty' ? kind : null
}

/** The newest word counts; of two at once, the refusal. What only a list says never stands above the person. */
function refuse(contact: StoredContact, platform: Platform, said: Said): StoredContact {
  const refused = marketingChannels[platform].filter((channel) => {
    const held = contact.provenance[`@consent:${channel}`]
    return held === undefined || held.at <= said.at || held.source.startsWith('crm')
  })
  return {
    ...contact,
    consent: { ...contact.consent, ...Object.fromEntries(refused.map((channel) => [channel, 'refused' as const])) },
    provenance: {
      ...contact.provenance,
      ...Object.fromEntries(refused.map((channel) => [`@consent:${channel}`, said])),
    },
  }
}

/** The contact without what the platform had told until then. */
export function forgetTold(contact: StoredContact, platform: Platform, at: Date): StoredContact {
  const isTold = (source: string) => source.replace(/^staff-verified:/, '').startsWith(`${platform}.`)
  const goes = (field: string) => {
    const held = contact.provenance[field]
    return held !== undefined && held.at <= at && isTold(held.source)
  }
  const gone = Object.keys(contact.attributes).filter(goes)
  const phone = contact.phone !== null && goes('@phone')
  const name = contact.name !== null && goes('@name')
  const fields = [...gone, ...(phone ? ['@phone'] : []), ...(name ? ['@name'] : [])]
  return {
    ...contact,
    ...(name ? { name: null, searchName: null } : {}),
    ...(phone ? { phone: null, phoneMasked: null } : {}),
    ...(gone.includes('email') ? { email: null } : {}),
    ...(gone.includes('idNumber') ? { idNumber: null } : {}),
    identities: contact.identities.filter((one) => !(isAddress(one.key) && one.at <= at && isTold(one.source))),
    attributes: without(contact.attributes, gone),
    provenance: without(contact.provenance, fields),
  }
}

/** Notes what of the contact is gone or changed; what somebody else had told too is not. */
function withTombstone(before: StoredContact, left: StoredContact, platform: Platform, at: Date): StoredContact {
  const tombstone = `@revoked:${platform}`
  const held = before.provenance[tombstone]
  const again = held !== undefined && held.at >= at
  const changed = (name: string) => JSON.stringify(before.attributes[name]) !== JSON.stringify(left.attributes[name])
  const items = [
    again ? held.source : '',
    before.name === left.name ? '' : 'name',
    before.phone?.key === left.phone?.key ? '' : 'phone',
    ...Object.keys(before.attributes).filter(changed),
  ].filter(Boolean)
  const said = { source: items.join(' '), at: again ? held.at : at }
  return { ...left, provenance: { ...left.provenance, [tombstone]: said } }
}

const without = <T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
