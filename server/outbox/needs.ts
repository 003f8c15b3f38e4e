import type { Contact } from '../../shared/contact.ts'
import type { RowNamed } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Delivery, Ledger, Sender } from '../channels/contract.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { AddresseeBooksStore } from '../store/addressee-books.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { MassJobsStore } from '../store/mass-jobs.ts'
import type { MemberAsksStore } from '../store/member-asks.ts'
import type { OutboxStore } from '../store/outbox.ts'
import type { PaceRules } from './pace.ts'
import type { ObjectFields } from './render.ts'

export type AddresseeLimit = { per: 'minute' | 'hour'; most: number }

/** One channel with its platform calls already bound; compose makes these from the channel registry. */
export type Channel = {
  audience: 'customer' | 'staff' | 'system'
  /** How many one person may have in a calendar day or month. */
  perPerson: { most: number; per: 'day' | 'month' } | null
  /** How many one addressee may have in a minute or an hour: the platform drops what is beyond without a word. */
  perAddressee: { limits: readonly AddresseeLimit[]; whoOf(address: unknown): string | null } | null
  /** safe: may be sent twice; keyed: the platform drops the second; unsafe: never sent again after silence. */
  repeat: 'safe' | 'keyed' | 'unsafe'
  /** By what the content asks for: it may have chosen its account. */
  reach(contact: Contact, now: Date, content: unknown): { ok: true; address: unknown } | { ok: false; why: string }
  summary(content: unknown): string
  ledger(sent: { content: unknown; address: unknown; receipt: string | null }): Ledger | null
  /** `since`: the same was asked then, and no answer came. */
  deliver(parcel: {
    content: unknown
    address: unknown
    key: string
    now: Date
    marketing: boolean
    since?: Date
  }): Promise<Delivery>
  /** Null where every message has a call of its own. */
  together: Together | null
}

/** One call for many rows of one sender and one content. */
export type Together = {
  most: number
  fewest: number
  gatherMs: number
  senderOf(given: { content: unknown; address: unknown }): Sender | null
  /** Who would do it twice when asked a second time on one day; null where nobody is asked. */
  asks(address: unknown): string | null
  deliver(errand: {
    content: unknown
    addresses: readonly unknown[]
    key: string
    now: Date
    since?: Date
  }): Promise<readonly Delivery[]>
}

export type RelayNeeds = {
  outbox: OutboxStore
  contacts: Pick<ContactsStore, 'getMany'>
  events: Pick<EventsStore, 'append'>
  /** What went out in one call to many: asked before such a call is repeated. */
  massJobs: Pick<MassJobsStore, 'record' | 'named'>
  /** Whom a call asks to do something for all their customers: claimed before it is made. */
  memberAsks: MemberAsksStore
  addresseeBooks: Pick<AddresseeBooksStore, 'of' | 'write'>
  channelOf(name: string): Channel | undefined
  pace: PaceRules
  /** The newest row of each of these objects that the person has; `row` in place of the newest, when it is theirs. */
  objectsOf?(contact: ContactId, types: readonly string[], row: RowNamed | undefined): Promise<ObjectFields>
  /** The address that counts the tap and leads on to `url`. */
  trackedLink(url: string, whose: { contact: ContactId; effect: string }): string
  /** What messages draw on: written off when one left, forfeited when the platform says that nothing is left. */
  ledger: {
    spend(drawn: { contact: ContactId; ledger: Ledger }): Promise<void>
    forfeit(drawn: { contact: ContactId; ledger: Ledger }): Promise<void>
  }
  /** Decides what is due; leases run on the machine's. */
  clock: Clock
  machine: Clock
  log: Log
  /** Counters for /metrics: `outbox_sent`, `outbox_skipped`, … one per fate, by channel. */
  count(name: string, by: number, channel: string): void
}
