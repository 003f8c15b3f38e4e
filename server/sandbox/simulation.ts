import type { ElasticClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { CallbackWeather } from './control-api.ts'
import type { FaultBook } from './platform/faults.ts'
import type { RateBook } from './platform/rates.ts'
import type { BotPhase } from './wechaty/state.ts'
import { type Account, accountKey, type MiniAccount, type OaAccount, type WecomAccount } from './world/account.ts'
import type { FileShelf } from './world/file-shelf.ts'
import type { Directory } from './world/identity.ts'
import type { Journal } from './world/journal.ts'
import type { Message, MessageBody } from './world/message.ts'
import type { Random } from './world/random.ts'
import type { Schedule } from './world/schedule.ts'
import type { World } from './world/world.ts'

/** All that the simulator's parts share. Made once in create-simulator.ts and handed down. */
export type Simulation = {
  readonly clock: ElasticClock
  readonly log: Log
  readonly random: Random
  readonly journal: Journal
  readonly schedule: Schedule
  readonly faults: FaultBook
  readonly files: FileShelf
  readonly rates: RateBook
  readonly productUrl: string
  /** Only to the product: callbacks, link taps, pages. */
  readonly fetch: typeof globalThis.fetch
  readonly callbackTimeoutMs: number
  world: World
  directory: Directory
  weather: CallbackWeather
  botPhase: BotPhase
  /** Asks whoever started the simulator for the Wechaty process; null when nobody listens. */
  readonly askForBot: (() => void) | null
  /** Machine time of the last speed change or jump: whoever follows the clock needs a moment to notice. */
  clockMovedAt: number
  /** Tells the console that a phone shows something new. */
  changed(): void
}

export const nowMs = (sim: Simulation): number => sim.clock.now().getTime()
export const nowSeconds = (sim: Simulation): number => Math.floor(nowMs(sim) / 1000)

/** Numbers that never repeat inside one world, snapshots included. */
export function nextNumber(sim: Simulation): number {
  sim.world.counter += 1
  return sim.world.counter
}

export const findAccount = (sim: Simulation, key: string): Account | null =>
  sim.world.accounts.find((account) => accountKey(account) === key) ?? null

export const findOa = (sim: Simulation): OaAccount | null =>
  sim.world.accounts.find((account) => account.kind === 'oa') ?? null
export const findMini = (sim: Simulation): MiniAccount | null =>
  sim.world.accounts.find((account) => account.kind === 'mini') ?? null
export const findWecom = (sim: Simulation): WecomAccount | null =>
  sim.world.accounts.find((account) => account.kind === 'wecom') ?? null

const KEPT_MESSAGES = 100_000

export function addMessage(
  sim: Simulation,
  of: { chat: string; from: Message['from']; body: MessageBody; receipt?: string; by?: string },
): Message {
  const message: Message = {
    id: `m${nextNumber(sim)}`,
    chat: of.chat,
    at: nowMs(sim),
    from: of.from,
    by: of.by ?? null,
    body: of.body,
    receipt: of.receipt ?? null,
    recalled: false,
  }
  sim.world.messages.push(message)
  if (sim.world.messages.length > KEPT_MESSAGES * 1.2) sim.world.messages = sim.world.messages.slice(-KEPT_MESSAGES)
  sim.changed()
  return message
}
