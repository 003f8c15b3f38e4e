import { z } from 'zod'
import { type BotEvent, BotEvents, WechatyStatus } from '../../../shared/api/wechaty.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { incomingOfBot } from '../../intake/bot-events.ts'
import type { Clock } from '../../kit/clock.ts'
import { bots, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type WechatyNeeds = {
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  readStatus(): Promise<WechatyStatus>
  clock: Clock
}

export const wechatyRoutes = (needs: WechatyNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/wechaty/events',
    summary: 'What the Wechaty process has seen; once answered it is kept, and a repeated id changes nothing',
    auth: bots,
    body: BotEvents,
    reply: z.object({ accepted: z.number().int(), repeated: z.number().int() }),
    answer({ body: { bot, events } }) {
      const now = needs.clock.now()
      return needs.acceptEvents(events.map((event: BotEvent) => incomingOfBot(bot, event, now)))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/wechaty',
    summary: 'How the Wechaty process is; the login code is shown to those who may connect accounts',
    auth: viewers,
    reply: WechatyStatus,
    async answer({ who }) {
      const status = await needs.readStatus()
      if (status.kind !== 'running' || who.role === 'admin') return status
      return { ...status, state: { ...status.state, login: null } }
    },
  }),
]
