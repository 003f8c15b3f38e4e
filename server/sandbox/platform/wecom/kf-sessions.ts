import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { externalUserIdOf, unionIdFor } from '../../world/identity.ts'
import type { KfSession } from '../../world/kf-desk.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { giveVoucher } from '../vouchers.ts'
import { corpOf } from './corp.ts'
import { customerNamed } from './friendships.ts'
import { kfAccountOf, serves } from './kf-accounts.ts'

/** Conversations of 微信客服 and where they stand (facts C7). */
const ok = { errcode: 0, errmsg: 'ok' }
const OPEN_MS = 48 * 3_600_000
export const SERVED = 3
export const ENDED = 4

export const kfSessionOf = (sim: Simulation, account: WecomAccount, of: { kf: string; person: string }) =>
  corpOf(sim, account).kf.sessions.find((one) => one.account === of.kf && one.person === of.person)

/** Two days after the customer's last word it is over by itself. */
export const stateOf = (sim: Simulation, session: KfSession | undefined): number =>
  session === undefined || (session.spokenAt !== null && nowMs(sim) - session.spokenAt > OPEN_MS)
    ? ENDED
    : session.state

const Of = z.object({ open_kfid: z.string(), external_userid: z.string() })

export const kfStateGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/service_state/get',
  caller: 'wecom',
  input: Of,
  misfit: 40058,
  answer(input, account, context) {
    const kf = kfAccountOf(context.sim, account, input.open_kfid).id
    const person = customerNamed(context, account, input.external_userid)
    const session = kfSessionOf(context.sim, account, { kf, person })
    const state = stateOf(context.sim, session)
    return { ...ok, service_state: state, ...(state === 3 ? { servicer_userid: session?.servicer ?? '' } : {}) }
  },
})

/** From where to where (facts C7). */
const WAYS: Record<number, readonly number[]> = { 0: [1, 2, 3, 4], 1: [2, 3, 4], 2: [3, 4], 3: [3, 4], 4: [] }

export const kfStateTrans = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/service_state/trans',
  caller: 'wecom',
  input: Of.extend({ service_state: z.number().int().min(0).max(4), servicer_userid: z.string().default('') }),
  misfit: 40058,
  answer(input, account, context) {
    const { sim } = context
    const desk = kfAccountOf(sim, account, input.open_kfid)
    const person = customerNamed(context, account, input.external_userid)
    const session = kfSessionOf(sim, account, { kf: desk.id, person })
    const now = stateOf(sim, session)
    if (session === undefined || now === ENDED) return refuse(95013, 'conversation end')
    if (!(WAYS[now] ?? []).includes(input.service_state)) return refuse(95018, 'send msg session status invalid')
    if (input.service_state === 3 && !serves(sim, desk, input.servicer_userid)) {
      return refuse(40058, 'invalid servicer_userid')
    }
    session.state = input.service_state
    session.servicer = input.service_state === 3 ? input.servicer_userid : ''
    sim.changed()
    if (input.service_state === 1) return ok
    const sort = input.service_state === ENDED ? ('kf-brief' as const) : ('kf-long' as const)
    const code = giveVoucher(sim, { sort, account: account.corpId, subject: desk.id, detail: person })
    return { ...ok, msg_code: code }
  },
})

export const kfCustomers = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/customer/batchget',
  caller: 'wecom',
  input: z.object({
    external_userid_list: z.array(z.string()).min(1).max(100),
    need_enter_session_context: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const { sessions } = corpOf(sim, account).kf
    const found = input.external_userid_list.map((id) => {
      const person = sim.directory.personNamed(account, id)
      return { id, session: sessions.findLast((one) => one.person === person) }
    })
    return {
      ...ok,
      customer_list: found.flatMap(({ session }) =>
        session === undefined
          ? []
          : [customerReply(sim, account, { session, withScene: input.need_enter_session_context === 1 })],
      ),
      invalid_external_userid: found.filter(({ session }) => session === undefined).map(({ id }) => id),
    }
  },
})

function customerReply(sim: Simulation, account: WecomAccount, of: { session: KfSession; withScene: boolean }) {
  const { session } = of
  const unionid = unionIdFor(account, session.person)
  return {
    external_userid: externalUserIdOf(account.corpId, session.person),
    nickname: sim.world.people[session.person]?.name ?? '微信用户',
    avatar: '',
    gender: 0,
    ...(unionid === null ? {} : { unionid }),
    ...(of.withScene ? { enter_session_context: { scene: session.scene, scene_param: session.sceneParam } } : {}),
  }
}
