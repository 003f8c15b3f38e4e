import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { MiniAccount } from '../../world/account.ts'
import { type CallContext, defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { followKey, personOf } from './follower.ts'

/** Facts B1 [U]: a session key is proved by an HMAC over nothing, never sent. */
const Proof = z.object({
  openid: z.string().default(''),
  signature: z.string().default(''),
  sig_method: z.string().default(''),
})

function provenSession(context: CallContext, account: MiniAccount, proof: z.infer<typeof Proof>) {
  const person = personOf(context, account, proof.openid)
  const session = sessionsOf(context.sim)[followKey(account.appId, person)]
  if (proof.sig_method !== 'hmac_sha256' || session === undefined) return refuse(87009, 'invalid signature')
  const expected = createHmac('sha256', session.sessionKey).digest('hex')
  return expected === proof.signature ? session : refuse(87009, 'invalid signature')
}
const sessionsOf = (sim: Simulation) => sim.world.miniUsers

export const checkSession = defineCall({
  method: 'GET',
  path: '/wxa/checksession',
  caller: 'mini',
  input: Proof,
  answer(input, account, context) {
    provenSession(context, account, input)
    return { errcode: 0, errmsg: 'ok' }
  },
})

export const resetSession = defineCall({
  method: 'GET',
  path: '/wxa/resetusersessionkey',
  caller: 'mini',
  input: Proof,
  answer(input, account, context) {
    const session = provenSession(context, account, input)
    session.sessionKey = randomBytes(16).toString('base64')
    context.sim.changed()
    return { errcode: 0, errmsg: 'ok', openid: input.openid, session_key: session.sessionKey }
  },
})
