import type { Simulation } from '../simulation.ts'
import type { BotFeedEvent } from './state.ts'

/** What WeChat holds ready for the bot: kept until the bot's next question says that it has it. */
type Connection = { askedAt: number; wake: () => void }
const connections = new WeakMap<Simulation, Connection>()
const HELD_MS = 10_000
/** Machine time: a bot that has not asked for so long is not there. */
const AWAY_MS = HELD_MS * 2

/** Larger than every earlier one, also after the world was made anew. */
const nextSeq = (sim: Simulation) => Math.max(Date.now() * 1000, (sim.world.bot.feed.at(-1)?.seq ?? 0) + 1)

export function pushToBot(sim: Simulation, event: BotFeedEvent) {
  sim.world.bot.feed.push({ seq: nextSeq(sim), event })
  sim.changed()
  connections.get(sim)?.wake()
}

export async function readFeed(sim: Simulation, after: number) {
  const before = sim.world.bot.feed.length
  sim.world.bot.feed = sim.world.bot.feed.filter(({ seq }) => seq > after)
  if (sim.world.bot.feed.length !== before) sim.changed()
  if (sim.world.bot.feed.length === 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HELD_MS)
      timer.unref()
      const wake = () => {
        clearTimeout(timer)
        resolve()
      }
      connections.set(sim, { askedAt: Date.now(), wake })
    })
  }
  connections.set(sim, { askedAt: Date.now(), wake: () => undefined })
  return sim.world.bot.feed
}

export const botIsThere = (sim: Simulation): boolean =>
  Date.now() - (connections.get(sim)?.askedAt ?? Number.NEGATIVE_INFINITY) < AWAY_MS
