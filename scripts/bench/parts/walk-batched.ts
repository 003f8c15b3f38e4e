import type mongoose from 'mongoose'
import { reachThrough } from '../../../server/channels/deliver.ts'
import { createReactor } from '../../../server/journeys/react.ts'
import { createRunner } from '../../../server/journeys/run.ts'
import { systemClock } from '../../../server/kit/clock.ts'
import { createLog } from '../../../server/kit/log.ts'
import { bindChannels } from '../../../server/outbox/bind-channels.ts'
import { defaultPace } from '../../../server/outbox/pace.ts'
import { createRelay } from '../../../server/outbox/relay.ts'
import { createActivityDaysStore } from '../../../server/store/activity-days.ts'
import { createAddresseeBooksStore } from '../../../server/store/addressee-books.ts'
import { createCipher } from '../../../server/store/cipher.ts'
import { createContactsStore } from '../../../server/store/contacts.ts'
import { createEnrollmentsStore } from '../../../server/store/enrollments.ts'
import { createEventsStore } from '../../../server/store/events.ts'
import { createHistoriesStore } from '../../../server/store/histories.ts'
import { createJourneysStore } from '../../../server/store/journeys.ts'
import { createMassJobsStore } from '../../../server/store/mass-jobs.ts'
import { createMemberAsksStore } from '../../../server/store/member-asks.ts'
import { orderAt } from '../../../server/store/order.ts'
import { createOutboxStore } from '../../../server/store/outbox.ts'
import { EventId } from '../../../shared/ids.ts'
import { J5, J5_ID, personId } from './j5.ts'

const ARRIVALS = 500
const zone = 'Asia/Shanghai'

/** The product's own way: events in batches, walks committed in bulk, the relay beside it. Only the platform is a stub. */
export async function walkBatched(connection: mongoose.Connection, people: number) {
  const clock = systemClock
  const log = createLog('error')
  const activityDays = createActivityDaysStore(connection)
  const events = createEventsStore(connection, { activityDays, timeZone: zone })
  const contacts = createContactsStore(connection, {
    cipher: createCipher('a benchmark key of thirty-two characters'),
    events,
  })
  const journeys = createJourneysStore(connection)
  const enrollments = createEnrollmentsStore(connection)
  const outbox = createOutboxStore(connection)
  const channelOf = bindChannels({
    deliver: async ({ key }) => ({ kind: 'sent', receipt: `r:${key}` }),
    deliverTogether: async ({ key, addresses }) => addresses.map(() => ({ kind: 'sent', receipt: `r:${key}` })),
  })
  let sent = 0
  const relay = createRelay({
    trackedLink: (url) => url,
    ledger: { spend: async () => undefined, forfeit: async () => undefined },
    massJobs: createMassJobsStore(connection),
    memberAsks: createMemberAsksStore(connection),
    addresseeBooks: createAddresseeBooksStore(connection),
    ...{ outbox, contacts, events, channelOf, clock, log },
    machine: clock,
    pace: defaultPace,
    count: () => {
      sent += 1
    },
  })
  const needs = {
    ...{ journeys, enrollments, outbox, contacts, histories: createHistoriesStore(connection), events, clock, log },
    machine: clock,
    timeZone: zone,
    reachOf: reachThrough,
    raiseAlerts: async () => [],
    nudgeOutbox: relay.nudge,
    count: () => undefined,
  }
  const react = createReactor(needs, createRunner(needs))
  await journeys.create({ id: J5_ID, name: 'J5', definition: J5, now: clock.now() })
  const stored = await journeys.get(J5_ID)
  if (!stored) throw new Error('J5 is not there')
  await journeys.publish({ journey: stored, now: clock.now() })

  return {
    async measure() {
      for (let from = 0; from < people; from += ARRIVALS) {
        const ids = Array.from({ length: Math.min(ARRIVALS, people - from) }, (_, index) => personId(from + index))
        const known = await contacts.getMany(ids)
        const at = clock.now()
        await react(
          [...known.values()].map((contact) => ({
            contact,
            event: {
              id: EventId.parse(`follow:${contact.id}`),
              at,
              account: null,
              name: 'contact.followed' as const,
              scene: null,
            },
            order: orderAt(at),
            repeated: false,
          })),
        )
      }
      await relay.sweep()
      if (sent !== people * 2) throw new Error(`${sent} messages settled instead of ${people * 2}`)
    },
    finish: () => relay.stop(),
  }
}
