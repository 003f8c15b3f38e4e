import { z } from 'zod'
import { nowMs } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'
import { stateOf } from './state.ts'

/** Facts A6.1. How long the person sees it is not documented; fifteen seconds are our guess. */
const INTERACTED_MS = 30_000
const SHOWN_MS = 15_000

export const customTyping = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/custom/typing',
  caller: 'wechat',
  input: z.object({ touser: z.string(), command: z.string() }),
  answer(input, account, context) {
    const { sim } = context
    const person = personOf(context, account, input.touser)
    if (input.command !== 'Typing' && input.command !== 'CancelTyping') return refuse(45072)
    const chat = account.kind === 'oa' ? chatOf.oa(account.appId, person) : chatOf.mini(account.appId, person)
    const last = sim.world.messages.findLast((message) => message.chat === chat && message.from === 'person')
    if (last === undefined || nowMs(sim) - last.at > INTERACTED_MS) return refuse(45080)
    const { typing } = stateOf(sim, account)
    if (input.command === 'CancelTyping') delete typing[person]
    else if ((typing[person] ?? 0) > nowMs(sim)) return refuse(45081)
    else typing[person] = nowMs(sim) + SHOWN_MS
    return { errcode: 0, errmsg: 'ok' }
  },
})
