import type { z } from 'zod'
import type { PersonState } from '../control-api.ts'
import type { Simulation } from '../simulation.ts'
import { botIsThere } from './feed.ts'
import { BOT, botChat, ROOM } from './state.ts'

const SHOWN = 100

/** What the person's WeChat shows of the company's personal account. */
export function botState(sim: Simulation, person: string): z.output<typeof PersonState>['bot'] {
  const { bot } = sim.world
  return {
    name: BOT.name,
    group: ROOM.topic,
    there: botIsThere(sim),
    phase: sim.botPhase,
    loggedIn: bot.loggedIn,
    asked: bot.requests[person] !== undefined,
    friend: bot.friends[person] !== undefined,
    inGroup: bot.members.includes(person),
    messages: sim.world.messages.filter(({ chat }) => chat === botChat(person)).slice(-SHOWN),
  }
}
