import type mongoose from 'mongoose'
import type { Delivery } from '../../server/channels/contract.ts'
import { reachThrough } from '../../server/channels/deliver.ts'
import type { AlertItem, JourneyNeeds } from '../../server/journeys/needs.ts'
import { createReactor, type Happened } from '../../server/journeys/react.ts'
import { createRunner } from '../../server/journeys/run.ts'
import { createSchedules } from '../../server/journeys/schedules.ts'
import { createLog } from '../../server/kit/log.ts'
import { newId } from '../../server/kit/new-id.ts'
import type { Channel, RelayNeeds, Together } from '../../server/outbox/needs.ts'
import { defaultPace } from '../../server/outbox/pace.ts'
import { createRelay } from '../../server/outbox/relay.ts'
import { createDatedRows } from '../../server/schema/dated-rows.ts'
import { createVocabulary } from '../../server/schema/vocabulary.ts'
import { createMembership } from '../../server/segments/membership.ts'
import { createAddresseeBooksStore } from '../../server/store/addressee-books.ts'
import { createDefinitionsStore } from '../../server/store/definitions.ts'
import { createEnrollmentsStore, indexes as enrollmentIndexes } from '../../server/store/enrollments.ts'
import { ensureIndexes } from '../../server/store/ensure-indexes.ts'
import { createHistoriesStore } from '../../server/store/histories.ts'
import { createJourneysStore, indexes as journeyIndexes } from '../../server/store/journeys.ts'
import { createMassJobsStore, indexes as massJobIndexes } from '../../server/store/mass-jobs.ts'
import { createMemberAsksStore, indexes as memberAskIndexes } from '../../server/store/member-asks.ts'
import { createObjectsStore } from '../../server/store/objects.ts'
import { orderAt } from '../../server/store/order.ts'
import { createOutboxStore, indexes as outboxIndexes } from '../../server/store/outbox.ts'
import { createSegmentsStore } from '../../server/store/segments.ts'
import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId, JourneyId } from '../../shared/ids.ts'
import type { JourneyDefinition } from '../../shared/journey/journey.ts'
import { peopleAgain, peopleOf } from '../support/people.ts'
import { storedPerson } from './person.ts'

/** A clock that stands still until it is moved. */
export function stillClock(at = '2026-11-22T02:00:00Z') {
  let now = new Date(at)
  return {
    now: () => now,
    forward({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Record<string, number>) {
      now = new Date(now.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
    },
    set(to: string) {
      now = new Date(to)
    },
  }
}

type Sent = { channel: string; key: string; content: unknown; address: unknown; since?: Date }
type Repeat = Channel['repeat']

/** Channels whose transport is the test's: what was called, and what the platform answers. */
export function fakeChannels() {
  const sent: Sent[] = []
  const state = {
    answer: (_key: string): Delivery | Promise<Delivery> => ({ kind: 'sent', receipt: null }),
    repeat: 'unsafe' as Repeat,
  }
  const calls: { key: string; to: unknown[] }[] = []
  /** Channels named `mass-…` take many in one call. */
  const together = (name: string): Together => ({
    most: name === 'mass-of-three' ? 3 : 10_000,
    fewest: name === 'mass-of-two' ? 2 : 1,
    gatherMs: 60_000,
    asks: (address) => (name === 'mass-by-members' ? (address as { member: string }).member : null),
    senderOf: () => ({ account: 'wx1', staff: null }),
    async deliver({ content, addresses, key, since }) {
      sent.push(...addresses.map((address) => ({ channel: name, key, content, address, ...(since && { since }) })))
      calls.push({ key, to: addresses.map((address) => (address as { openId: string }).openId) })
      const answer = await state.answer(key)
      return addresses.map(() => answer)
    },
  })
  const channelOf = (name: string): Channel | undefined =>
    name.startsWith('no-')
      ? undefined
      : {
          audience: name === 'wecom-app' || name.startsWith('few-') ? 'staff' : 'customer',
          perPerson: name === 'mass-twice-a-month' ? { most: 2, per: 'month' } : null,
          perAddressee: name.startsWith('few-')
            ? {
                limits: [
                  { per: 'minute', most: 2 },
                  { per: 'hour', most: 5 },
                ],
                whoOf: (address) => (address as { userId: string }).userId,
              }
            : null,
          repeat: state.repeat,
          reach(contact, now) {
            if (name.startsWith('mass-')) return { ok: true, address: { openId: contact.id } }
            const reach = reachThrough(name, contact, now)
            return reach.ok ? { ok: true, address: { openId: contact.id } } : reach
          },
          summary: () => '一条消息',
          ledger: () => ({ kind: 'window', appId: 'wx1' }),
          together: name.startsWith('mass-') ? together(name) : null,
          async deliver({ key, content, address, since }) {
            sent.push({ channel: name, key, content, address, ...(since && { since }) })
            return state.answer(key)
          },
        }
  return { sent, calls, state, channelOf }
}

const ALL = Array.from({ length: 256 }, (_, partition) => partition)
const silent = createLog('silent')

/** Journeys and outbox over a real database, with a clock and a platform of the test's. `again` makes a second process. */
export async function journeyLine(connection: mongoose.Connection) {
  await peopleOf(connection)
  await ensureIndexes(connection, [
    ...journeyIndexes,
    ...enrollmentIndexes,
    ...outboxIndexes,
    ...massJobIndexes,
    ...memberAskIndexes,
  ])
  const clock = stillClock()
  const channels = fakeChannels()
  return processOf(connection, { clock, machine: clock, channels, orders: new Map() })
}

type Shared = {
  clock: ReturnType<typeof stillClock>
  machine: ReturnType<typeof stillClock>
  channels: ReturnType<typeof fakeChannels>
  orders: Map<EventId, number>
}

function processOf(connection: mongoose.Connection, shared: Shared, overrides: Partial<JourneyNeeds> = {}) {
  const { clock, machine, channels, orders } = shared
  const people = peopleAgain(connection)
  const journeys = createJourneysStore(connection)
  const enrollments = createEnrollmentsStore(connection)
  const outbox = createOutboxStore(connection)
  const alerts: AlertItem[] = []
  const needs: JourneyNeeds = {
    journeys,
    enrollments,
    outbox,
    contacts: people.contacts,
    histories: createHistoriesStore(connection),
    events: people.events,
    reachOf: reachThrough,
    raiseAlerts: async (items) => {
      alerts.push(...items)
      return []
    },
    nudgeOutbox: () => undefined,
    clock,
    machine,
    timeZone: 'Asia/Shanghai',
    log: silent,
    count: () => undefined,
    ...overrides,
  }
  const runner = createRunner(needs)
  const reactTo = createReactor(needs, runner)
  /** As the inbox hands events on: each keeps its place in the order of arrival, and is repeated when it was here before. */
  const react = (items: readonly Pick<Happened, 'contact' | 'event'>[]) =>
    reactTo(
      items.map((item) => {
        const known = orders.get(item.event.id)
        const order = known ?? Math.max(orderAt(clock.now()), ...[...orders.values()].map((last) => last + 1))
        orders.set(item.event.id, order)
        return { ...item, order, repeated: known !== undefined }
      }),
    )
  const objects = createObjectsStore(connection)
  const definitions = createDefinitionsStore(connection)
  const vocabulary = createVocabulary({ definitions, machine })
  const datedRows = createDatedRows({ vocabulary, objects })
  const membership = createMembership({ segments: createSegmentsStore(connection), timeZone: needs.timeZone })
  const relayNeeds: RelayNeeds = {
    trackedLink: (url) => url,
    ledger: { spend: async () => undefined, forfeit: async () => undefined },
    outbox,
    massJobs: createMassJobsStore(connection),
    memberAsks: createMemberAsksStore(connection),
    addresseeBooks: createAddresseeBooksStore(connection),
    contacts: people.contacts,
    events: people.events,
    channelOf: channels.channelOf,
    pace: defaultPace,
    clock,
    machine,
    log: silent,
    count: () => undefined,
  }
  const relay = createRelay(relayNeeds)
  return {
    ...shared,
    ...people,
    connection,
    needs,
    journeys,
    enrollments,
    outbox,
    alerts,
    runner,
    react,
    relay,
    membership,
    schedules: createSchedules({ ...needs, datedRows }, runner, membership),
    datedRows,
    objects,
    definitions,
    sent: channels.sent,
    calls: channels.calls,
    relayNeeds,
    platform: channels.state,
    again: (changed: Partial<JourneyNeeds> = {}) => processOf(connection, shared, changed),
    sweepDue: () => runner.sweepDue(async () => ALL),

    async publish(definition: JourneyDefinition, name = '测试旅程'): Promise<JourneyId> {
      const id = JourneyId.parse(newId('jn'))
      await journeys.create({ id, name, definition, now: clock.now() })
      const stored = await journeys.get(id)
      if (!stored || (await journeys.publish({ journey: stored, now: clock.now() })) === null)
        throw new Error('not published')
      return id
    },

    async knows(...contacts: Contact[]): Promise<Contact[]> {
      await connection.collection<ReturnType<typeof storedPerson>>('contacts').insertMany(contacts.map(storedPerson))
      return contacts
    },

    /** The person's walks as `start > send:unreachable > …`, with where it stands or why it ended. */
    async paths(contact: Contact): Promise<string[]> {
      const { items } = await enrollments.page({ contact: contact.id, limit: 50 })
      return items.map(({ enrollment, trail }) => {
        const hops = trail.map(({ node, exit }) => (exit === 'next' ? node : `${node}:${exit}`))
        return [...hops, enrollment.state === 'at' ? `@${enrollment.node}` : `(${enrollment.reason})`].join(' > ')
      })
    },

    async timeline(contact: Contact): Promise<string[]> {
      const { items } = await people.events.page({ contact: contact.id, limit: 200 })
      return items.map(({ name }) => name)
    },
  }
}
export type JourneyLine = Awaited<ReturnType<typeof journeyLine>>

let made = 0
export function happened(
  name: DomainEvent['name'],
  fields: Record<string, unknown> = {},
  at = new Date('2026-11-22T02:00:00Z'),
) {
  made += 1
  return { id: EventId.parse(`line:${made}`), at, account: null, name, scene: null, ...fields } as DomainEvent
}
