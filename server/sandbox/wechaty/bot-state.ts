import type { z } from 'zod'
import type { PersonState } from '../control-api.ts'
import type { Simulation } from '../simulation.ts'
import { botIsThere } from './feed.ts'
import { BOT, botChat, ROOM, roomChat } from './state.ts'

const SHOWN = 100

const chatted = (sim: Simulation, of: string) => sim.world.messages.filter(({ chat }) => chat === of).slice(-SHOWN)

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
    messages: chatted(sim, botChat(person)),
    // Whoever is not in it sees nothing of it.
    groupMessages: bot.members.includes(person) ? chatted(sim, roomChat) : [],
    groupPeople: bot.members.flatMap((one) => {
      const name = sim.world.people[one]?.name
      return name === undefined ? [] : [{ person: one, name }]
    }),
  }
}
