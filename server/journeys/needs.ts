import type { Contact } from '../../shared/contact.ts'
import type { JourneyId, NodeId } from '../../shared/ids.ts'
import type { Intent } from '../../shared/journey/contract.ts'
import type { World } from '../../shared/journey/engine.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EnrollmentsStore } from '../store/enrollments.ts'
import type { EventsStore } from '../store/events.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { JourneysStore } from '../store/journeys.ts'
import type { OutboxDraft, OutboxStore } from '../store/outbox.ts'

/** An alert that a journey decided. `effectKey` makes the lead and the alert the same ones when it is raised again. */
export type AlertItem = {
  effectKey: string
  contact: Contact
  intent: Extract<Intent, { kind: 'alert' }>
  journey: JourneyId
  node: NodeId
  why: string
  at: Date
  /** Of its lines in the timeline. */
  place: number
}

/** What the journeys need from the rest of the suite; given once by compose. */
export type JourneyNeeds = {
  journeys: JourneysStore
  enrollments: EnrollmentsStore
  outbox: Pick<OutboxStore, 'put' | 'putSkipped'>
  contacts: Pick<ContactsStore, 'getMany' | 'addTags'>
  histories: HistoriesStore
  events: Pick<EventsStore, 'append' | 'nextPlace'>
  /** Whether a channel can reach a person now; the channels answer it. */
  reachOf: World['reachOf']
  /** Makes lead and alert, and gives back the messages to staff. */
  raiseAlerts(items: readonly AlertItem[]): Promise<OutboxDraft[]>
  /** Something may be due now; nothing depends on it, the relay also sweeps. */
  nudgeOutbox(): void
  /** What is due is decided by this one, which a sandbox may speed up. */
  clock: Clock
  /** What is overdue in our own machinery is decided by this one. */
  machine: Clock
  timeZone: string
  log: Log
  /** Counters for /metrics: `journeys_started`, `journeys_ended`, `steps_committed`, `races_lost`. */
  count(name: string, by: number): void
}
