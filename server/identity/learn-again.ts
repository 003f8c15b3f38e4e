import type { Identity } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { IdentityClaim, Incoming } from '../../shared/incoming.ts'
import type { StoredEvent } from '../store/events.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import type { Platform } from './withdraw.ts'

/** An event that was learned from before, as the timeline keeps it. */
export type Told = Pick<StoredEvent, 'event' | 'claimed' | 'facts'>

/**
 * What others than the platform told about a person, when what the platform told is taken away: a number from the CRM
 * stays theirs though the same number, or another, was tapped after it. Pure. The timeline keeps no source of a claim;
 * who told follows from the event. `had` is the contact before: an identity it did not have is not given to it here.
 */
export function toldByOthers(
  left: StoredContact,
  had: StoredContact,
  told: readonly Told[],
  { platform, at }: { platform: Platform; at: Date },
): Incoming[] {
  const claimOf = (key: string, event: DomainEvent): IdentityClaim[] => {
    const kept = find(left.identities, key)
    if (kept !== undefined) return [kept]
    const known = find(had.identities, key)
    return known === undefined ? [] : [{ key: known.key, strength: 'declared', source: sourceOf(event) }]
  }
  return told
    .filter((one) => !(isOf(platform, one) && one.event.at <= at))
    .map(({ event, claimed, facts }) => {
      const { name, phone, email, idNumber, attributes } = facts
      return {
        event,
        claims: claimed.flatMap((key) => claimOf(key, event)),
        facts: {
          ...(name === undefined ? {} : { name }),
          ...(phone === undefined ? {} : { phone }),
          ...(email === undefined ? {} : { email }),
          ...(idNumber === undefined ? {} : { idNumber }),
          ...(attributes === undefined ? {} : { attributes }),
        },
      }
    })
}

const isOf = (platform: Platform, { event, claimed }: Told) =>
  event.name !== 'form.submitted' && claimed[0] !== undefined && claimed[0].startsWith(`${platform}:`)

const find = (identities: readonly Identity[], key: string) => identities.find((one) => one.key === key)

/** Only these tell a phone or an e-mail without a platform's word for it. */
function sourceOf(event: DomainEvent): string {
  if (event.name === 'form.submitted') return `form.${event.form}`
  return event.name === 'crm.imported' ? 'crm-import' : 'api'
}
