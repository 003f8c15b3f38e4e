import Koa from 'koa'
import { z } from 'zod'
import { createElasticClock, type ElasticClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { makeCompany } from './demo/company.ts'
import { gatewayRoutes } from './gateways/routes.ts'
import { browserRoutes } from './http/browser-routes.ts'
import { consoleRoutes } from './http/console-routes.ts'
import { controlRoutes } from './http/control-routes.ts'
import { customerContactRoutes } from './http/customer-contact-routes.ts'
import { tellChanged } from './http/event-stream.ts'
import { organisationRoutes } from './http/organisation-routes.ts'
import { pictureRoutes } from './http/picture-routes.ts'
import { platformRoutes } from './http/platform-routes.ts'
import { serviceRoutes } from './http/service-routes.ts'
import { steeringRoutes } from './http/steering-routes.ts'
import { webviewRoutes } from './http/webview-routes.ts'
import { createFaultBook } from './platform/faults.ts'
import { createRateBook } from './platform/rates.ts'
import { forgetOldVouchers } from './platform/vouchers.ts'
import { watchTransfers } from './platform/wecom/transfers.ts'
import type { Simulation } from './simulation.ts'
import { wechatyRoutes } from './wechaty/routes.ts'
import { accountKey } from './world/account.ts'
import { createFileShelf } from './world/file-shelf.ts'
import { createDirectory } from './world/identity.ts'
import { createJournal, type JournalEntry } from './world/journal.ts'
import { createRandom } from './world/random.ts'
import { createSchedule } from './world/schedule.ts'
import { loadWorld, saveWorld } from './world/snapshot.ts'
import { emptyWorld, type World } from './world/world.ts'

/**
 * The simulator of the WeChat and WeCom servers: one world, one clock, one Koa app. Whoever holds the object steers it
 * directly (`state`, `reset`); everybody else through `/sandbox/api`.
 */
export type SimulatorOptions = {
  log: Log
  /** Where the product listens, for callbacks, link taps and framed pages. */
  productUrl: string
  seed?: number
  /** Made fresh when not given; a clock of speed 0 only moves by jumps. */
  clock?: ElasticClock
  demo?: 'company' | 'empty'
  /** Remembers the world between two starts. */
  snapshotFile?: string
  fetch?: typeof globalThis.fetch
  callbackTimeoutMs?: number
  askForBot?: () => void
}

const SAVE_EVERY_MS = 3000

const freshWorld = (of: { demo: 'company' | 'empty'; seed: number; now: Date; productUrl: string }): World =>
  of.demo === 'company' ? makeCompany(of.seed, of.now, of.productUrl) : emptyWorld(of.seed, of.now)

/** A closed tab, or a caller that gave up: ordinary. */
const GONE = new Set<unknown>(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'])
const isReaderGone = (error: unknown) => error instanceof Error && 'code' in error && GONE.has(error.code)

export async function createSimulator(options: SimulatorOptions) {
  const { log, productUrl, seed = 7, demo = 'company', snapshotFile } = options
  const clock = options.clock ?? createElasticClock()
  const remembered = snapshotFile === undefined ? null : await loadWorld(snapshotFile, log)
  // Time never goes back between two starts: what the product stored must not lie in the future.
  if (remembered !== null) clock.jump(Math.max(0, remembered.aheadMs - clock.ahead()))
  const world = remembered ?? freshWorld({ demo, seed, now: clock.now(), productUrl })
  let unsaved = false
  const sim: Simulation = {
    clock,
    log,
    random: createRandom(seed + world.counter),
    journal: createJournal(clock.now),
    schedule: createSchedule(clock, log),
    faults: createFaultBook(createRandom(seed * 31 + 1), clock),
    rates: createRateBook(clock),
    files: createFileShelf(snapshotFile === undefined ? null : `${snapshotFile}.files`),
    productUrl,
    fetch: options.fetch ?? globalThis.fetch,
    callbackTimeoutMs: options.callbackTimeoutMs ?? 5000,
    world,
    directory: createDirectory(world),
    weather: { duplicateRate: 0, delayMs: 0, reorder: false },
    botPhase: 'unoffered',
    askForBot: options.askForBot ?? null,
    clockMovedAt: 0,
    changed() {
      unsaved = true
      tellChanged(sim)
    },
  }

  sim.journal.listen((entry) => {
    const { person, outcome } = entry
    if (person === null || outcome !== 'ok') return
    const deeds = sim.world.deeds[person.id] ?? []
    const deed = deedOf(entry)
    if (deeds.includes(deed)) return
    sim.world.deeds[person.id] = [...deeds, deed]
    sim.changed()
  })

  watchTransfers(sim)

  function reset(of: { demo?: 'company' | 'empty' | undefined; keepCallbacks: boolean }) {
    const addresses = new Map(sim.world.accounts.map((account) => [accountKey(account), account.callbackUrl]))
    sim.world = freshWorld({ demo: of.demo ?? demo, seed, now: clock.now(), productUrl })
    for (const account of sim.world.accounts) {
      account.callbackUrl = of.keepCallbacks ? (addresses.get(accountKey(account)) ?? null) : null
    }
    sim.directory = createDirectory(sim.world)
    sim.files.clear()
    sim.faults.set([], true)
    sim.rates.clear()
    sim.journal.clear()
    sim.changed()
  }

  async function save() {
    if (snapshotFile === undefined) return
    forgetOldVouchers(sim)
    sim.world.aheadMs = clock.ahead()
    unsaved = false
    await saveWorld(snapshotFile, sim.world)
  }
  let saving = Promise.resolve()
  const timer = setInterval(() => {
    if (!unsaved || snapshotFile === undefined) return
    saving = saving
      .then(save)
      .catch((error: unknown) => log.error({ err: error }, 'The sandbox snapshot was not saved.'))
  }, SAVE_EVERY_MS)
  timer.unref()

  const app = new Koa()
  app.silent = true
  app.on('error', (error: unknown) => {
    if (!isReaderGone(error)) log.error({ err: error }, 'A request to the sandbox failed.')
  })
  app.use(platformRoutes(sim))
  app.use(controlRoutes(sim).routes())
  app.use(serviceRoutes(sim).routes())
  app.use(wechatyRoutes(sim).routes())
  app.use(customerContactRoutes(sim).routes())
  app.use(steeringRoutes(sim, reset).routes())
  app.use(organisationRoutes(sim).routes())
  app.use(pictureRoutes(sim).routes())
  app.use(browserRoutes(sim).routes())
  app.use(gatewayRoutes(sim).routes())
  app.use(webviewRoutes(sim).routes())
  app.use(consoleRoutes())
  return {
    app,
    sim,
    /** The living world; tests read it, nobody writes it. */
    state: () => sim.world,
    reset,
    save,
    async close() {
      clearInterval(timer)
      await sim.schedule.close()
      await saving
      await save()
    },
  }
}
/** A tap on the menu is a deed by its button: another button is another deed. */
const Tapped = z.object({ EventKey: z.string() })
function deedOf({ title, request }: JournalEntry): string {
  const tapped = title === 'CLICK' ? Tapped.safeParse(request).data : undefined
  return tapped === undefined ? title : `${title} ${tapped.EventKey}`
}

export type Simulator = Awaited<ReturnType<typeof createSimulator>>
