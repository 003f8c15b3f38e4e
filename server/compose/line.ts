import type mongoose from 'mongoose'
import type { Contact } from '../../shared/contact.ts'
import type { EventName } from '../../shared/events.ts'
import type { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { reachThrough } from '../channels/deliver.ts'
import type { Config } from '../config.ts'
import type { Metrics } from '../http/metrics.ts'
import { createImports } from '../identity/import-crm.ts'
import { createJoinByHand } from '../identity/join-by-hand.ts'
import { createLinking } from '../identity/link.ts'
import { createSuggestions } from '../identity/suggest.ts'
import { createToldAlready } from '../identity/told-already.ts'
import { createAcceptEvents } from '../intake/accept-events.ts'
import { createEnrich } from '../intake/enrich.ts'
import type { HeldCallbacks } from '../intake/passive.ts'
import { createPump } from '../intake/pump.ts'
import { createAlarm, journeyJobs } from '../journeys/alarm.ts'
import { createPartitionShare } from '../journeys/partitions.ts'
import { createReactor, type Happened } from '../journeys/react.ts'
import { createRunner } from '../journeys/run.ts'
import { createSchedules } from '../journeys/schedules.ts'
import type { Clock } from '../kit/clock.ts'
import { systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { createClaims } from '../leads/claim-lead.ts'
import { createRaiseAlerts } from '../leads/raise-alert.ts'
import { createStaffReactions } from '../leads/react-to-staff-events.ts'
import { createReceipts } from '../outbox/receipts.ts'
import { createDatedRows } from '../schema/dated-rows.ts'
import { createNoteUnknown } from '../schema/note-unknown.ts'
import type { IdentityNeeds } from '../schema/outside-identity.ts'
import { createTakeRows } from '../schema/take-rows.ts'
import { createVocabulary } from '../schema/vocabulary.ts'
import { createMembership } from '../segments/membership.ts'
import { INBOX_SHARDS } from '../store/inbox.ts'
import { PARTITIONS } from '../store/partition.ts'
import { sealIdNumber } from '../store/sealed-id-number.ts'
import { emailKey, sealPhone } from '../store/sealed-phone.ts'
import { composeErrands } from './errands.ts'
import { composeExchange } from './exchange.ts'
import { churnIsAlertedBy, type LiveJourneys } from './live-journeys.ts'
import { attributesForFiles, namedByFiles } from './named-by-files.ts'
import { composePrivacy } from './privacy.ts'
import { createReckoning } from './reckoning.ts'
import { composeSegments } from './segments.ts'
import { composeSending } from './sending.ts'
import type { Stores } from './stores.ts'
import { composeTraits } from './traits.ts'
import { createWaitingRoom } from './waiting-room.ts'

export type LineNeeds = {
  config: Config
  connection: mongoose.Connection
  stores: Stores
  live: LiveJourneys
  /** Held by the callback door, answered and let go by the line. */
  held: HeldCallbacks
  clock: Clock
  log: Log
  metrics: Pick<Metrics, 'count'>
}

/** Inbox → identity → leads → journeys → outbox → platforms, wired once. `start` makes this process a worker. */
export function composeLine({ config, connection, stores, live, held, clock, log, metrics }: LineNeeds) {
  const worker = newId('wk')
  const machine = systemClock
  const timeZone = config.TIME_ZONE
  const { count } = metrics
  const sending = composeSending({ config, stores, held, clock, machine, timeZone, log, worker, count })
  const { platforms, bot, books, providers, channels, quotaErrands, relay } = sending
  const works = config.ROLE !== 'web'
  const ending = new AbortController()
  const nudgeOutbox = () => {
    if (works) relay.nudge()
  }

  const raiseAlerts = createRaiseAlerts({ ...stores, publicUrl: config.PUBLIC_URL })
  const journeyNeeds = {
    ...stores,
    reachOf: reachThrough,
    raiseAlerts,
    nudgeOutbox,
    clock,
    machine,
    timeZone,
    log,
    count,
  }
  const runner = createRunner(journeyNeeds)
  const reactToJourneys = createReactor(journeyNeeds, runner)
  const vocabulary = createVocabulary({ definitions: stores.definitions, machine })
  const { noteFields, noteUnknown } = createNoteUnknown({ ...stores, vocabulary, clock, machine })
  const precedence = async () => (await vocabulary.read()).precedence
  const acceptEvents = createAcceptEvents({ inbox: stores.inbox, clock, nudge: () => nudgePump() })
  const segments = composeSegments({ stores, acceptEvents, clock, timeZone, log, worker, works })
  const traits = composeTraits({
    ...{ stores, acceptEvents, clock, timeZone, log, worker, works },
    segmentsLook: segments.react,
    whenRoom: segments.whenRoom,
  })
  /** Whatever names a contact goes along when it becomes part of another. */
  const onMerged = [stores.leads.moveTo, stores.alerts.moveTo, stores.objects.moveTo, segments.joined, traits.joined]
  const linking = createLinking({ ...stores, onMerged, precedence })
  const joining = createJoinByHand({ ...stores, onMerged, precedence })
  const suggestions = createSuggestions({ ...stores, clock })
  const toldAlready = createToldAlready(stores)
  const record = async (incoming: readonly Incoming[], now: Date) => {
    // Durable first: only the pump tells the journeys. Then linked here too, for the page that asked; which of both comes
    // first is the same, as linking a second time changes nothing and the pump tells what a page linked before it.
    await acceptEvents(incoming)
    await linking.linkIncoming(incoming, now)
  }
  const identities: IdentityNeeds = {
    sealPhone: (text) => sealPhone(stores.cipher, text),
    emailKeyOf: (text) => emailKey(stores.cipher, text),
    sealEmail: (text) => stores.cipher.seal(text),
    sealIdNumber: (text) => sealIdNumber(stores.cipher, text),
  }
  const rows = createTakeRows({
    ...stores,
    vocabulary,
    noteFields,
    identities,
    acceptEvents,
    clock,
    timeZone,
  })
  const claims = createClaims({ ...stores, nudgeOutbox, record })
  const reactAsStaff = createStaffReactions({
    ...stores,
    claims,
    raiseAlerts,
    nudgeOutbox,
    churnRuleApplies: async () => !churnIsAlertedBy(await live.read()),
  })
  const noteReceipts = createReceipts({
    ...stores,
    kindOf: async (account) => (await platforms.known(account))?.kind ?? null,
  })
  const reckon = createReckoning({ stores, segments, traits, clock })
  const react = async (items: (Happened & { whole: boolean })[], now: Date) => {
    await noteReceipts(items)
    await reckon(items)
    const changed = await reactAsStaff(items, now)
    const fresh = await stores.contacts.getMany([...changed])
    await reactToJourneys(items.map((item) => ({ ...item, contact: fresh.get(item.contact.id) ?? item.contact })))
  }

  /** Once what these events led to has been sent, nobody will answer on their callbacks any more. */
  const releaseHeld = async (items: readonly { contact: Contact }[]) => {
    await relay.sweep()
    for (const { contact } of items) {
      for (const following of contact.followings) held.release(following)
      for (const { key } of contact.identities) {
        const [kind, appId = '', openId = ''] = key.split(':')
        if (kind === 'mini') held.release({ appId, openId })
      }
    }
  }

  const errands = composeErrands({
    ...{ stores, platforms, acceptEvents, nudgePump, clock, machine, timeZone, log, worker },
  })
  const { companies, lookUp, sync, kfMessages, massResults, tagErrands, workOnSyncs } = errands
  const share = createPartitionShare({ leases: stores.leases, worker, machine, log })
  /** One worker per person at a time: the inbox is shared out as the journeys are. */
  let shards: readonly number[] = []
  const takeShare = async () => {
    const partitions = await share.held()
    shards = [...new Set(partitions.map((partition) => Math.floor((partition * INBOX_SHARDS) / PARTITIONS)))]
    return partitions
  }
  const waiting = createWaitingRoom({ events: stores.events })
  const pump = createPump({
    inbox: stores.inbox,
    appIdOf: async (account) => (await platforms.byId(account)).account.appId,
    enrich: createEnrich({
      lookUp: { ...lookUp, effectsOf: stores.outbox.effectsOf },
      log,
    }),
    async linkIncoming(incoming, now) {
      const linked = await linking.linkIncoming(await toldAlready(await companies.named(incoming)), now)
      await Promise.all([rows.rowsLinked(linked), noteUnknown(incoming)])
      return linked
    },
    async reactToEvents(items, now) {
      await tagErrands.touchPeople(items.flatMap(({ event, contact }) => (movesTags.has(event.name) ? [contact] : [])))
      await react(items, now)
      waiting.settled(items.map(({ event }) => event.id))
      void releaseHeld(items)
    },
    hands: errands.hands,
    async reported(account, report, at) {
      await stores.jobReports.record(account, report, at)
      await massResults.finished(account, report, at)
    },
    clock,
    machine,
    log,
    worker,
    shards: () => shards,
  })
  function nudgePump() {
    if (works) pump.nudge()
  }
  const imports = createImports({
    ...stores,
    timeZone,
    accounts: () => namedByFiles(stores.accounts),
    attributes: attributesForFiles(stores.definitions, vocabulary),
    rows,
    identities,
    linkIncoming: linking.linkIncoming,
    acceptEvents,
    clock,
    machineClock: machine,
    log,
  })

  const exchange = composeExchange({
    ...{ config, stores, imports, worker, log, machine, workOnImports: () => workOnImports(), stopping: ending.signal },
  })
  const privacy = composePrivacy({ stores, clock, log, worker, works, timeZone, stopping: ending.signal })
  let started = false
  let importing = false
  /** In the background; an import that is cut off goes on from its checkpoint when somebody looks again. */
  const workOnImports = async () => {
    if (!works || ending.signal.aborted || importing) return
    importing = true
    try {
      await imports.workOnImports(ending.signal)
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: error }, 'an import broke off; it is taken up again')
    } finally {
      importing = false
    }
  }

  const sweepSchedules = createSchedules(
    { ...journeyNeeds, datedRows: createDatedRows({ vocabulary, objects: stores.objects }) },
    runner,
    createMembership({ segments: stores.segments, timeZone }),
  )
  const db = connection.db
  if (!db) throw new Error('the database connection is not open')
  const alarm = createAlarm({
    database: db,
    worker,
    log,
    jobs: [
      ...journeyJobs({
        due: (stopping) => runner.sweepDue(takeShare, stopping),
        pending: () => runner.sweepPending(5000),
        schedules: sweepSchedules,
        outbox: async () => {
          await relay.sweepAbandoned()
          // Not waited for: the relay has a stop of its own.
          relay.nudge()
        },
      }),
      ...segments.jobs,
      ...traits.jobs,
      {
        name: 'merge-sweep',
        every: '30 seconds',
        perWorker: false,
        run: () => linking.finishMerges(new Date(machine.now().getTime() - 60_000)),
      },
      ...exchange.jobs,
      ...privacy.jobs,
      { name: 'look-alikes', every: '1 hour', perWorker: false, run: () => suggestions.lookForThem() },
      { name: 'import-sweep', every: '10 seconds', perWorker: false, run: () => workOnImports() },
      { name: 'kf-sweep', every: '1 minute', perWorker: false, run: kfMessages.sweep },
      { name: 'mass-results', every: '5 seconds', perWorker: false, run: massResults.sweep },
      { name: 'quota-check', every: '10 minutes', perWorker: false, run: quotaErrands.checkQuotas },
      { name: 'nightly-sync', every: '5 minutes', perWorker: false, run: sync.askNightly },
      { name: 'sync-work', every: '2 seconds', perWorker: true, run: workOnSyncs },
      { name: 'tag-errands', every: '3 seconds', perWorker: false, run: tagErrands.workOnTags },
    ],
  })

  return {
    worker,
    vocabulary,
    precedence,
    identities,
    rows,
    platforms,
    bot,
    books,
    quotaErrands,
    channels,
    providers,
    relay,
    pump,
    linking,
    joining,
    claims,
    record,
    imports,
    exchange,
    privacy,
    segments,
    traits,
    sync,
    acceptEvents,
    nudgePump,
    nudgeOutbox,
    workOnImports,
    whenSettled: (events: readonly EventId[], timeoutMs: number) => waiting.whenSettled(events, timeoutMs),

    async start(): Promise<void> {
      if (works) {
        await takeShare()
        pump.start()
        await alarm.start()
        segments.start()
        traits.start()
        pump.nudge()
        relay.nudge()
      }
      started = true
    },

    /** Not before all of its work has begun, and no more once it was told to stop. */
    hasStarted: () => started,

    /** Finishes what is under way, gives back what is not, in the order of the line; false when something stays held. */
    async stop(): Promise<boolean> {
      started = false
      ending.abort()
      held.releaseAll()
      const given: boolean[] = []
      if (works) {
        for (const part of [segments, traits, pump, alarm, relay]) given.push(await part.stop())
        given.push(await share.release())
      }
      given.push(await books.stop())
      await Promise.all([sending.close(), exchange.close()])
      return given.every(Boolean)
    },
  }
}
export type Line = ReturnType<typeof composeLine>

/** After these somebody's tags on a platform may be others: edited there, or lacking because they are new there. */
const movesTags: ReadonlySet<EventName> = new Set(['friend.edited', 'friend.added', 'contact.followed'])
