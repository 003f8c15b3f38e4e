import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { externalUserIdOf, nameInside, openIdOf, unionIdFor } from '../../world/identity.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { DAY_MS } from './days.ts'
import { customerNamed, followersOf } from './friendships.ts'

/** Facts C4.9. Whether a self-built app may call idconvert is the sheet's [U]; here it may. */
const ok = { errcode: 0, errmsg: 'ok' }
const NINETY_DAYS = 90 * DAY_MS

/** Whose unionid it is; the openid must be the same person's, in an app of the same company. */
function personOf(sim: Simulation, account: WecomAccount, of: { unionid: string; openid: string }): string {
  const person = Object.keys(sim.world.people).find((id) => unionIdFor(account, id) === of.unionid)
  if (person === undefined) return refuse(40058, 'invalid unionid')
  const names = sim.world.accounts.filter((one) => one.kind !== 'wecom').map((one) => nameInside(one, person))
  return names.includes(of.openid) ? person : refuse(40058, 'unionid and openid do not match')
}

export const unionIdToExternal = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/unionid_to_external_userid',
  caller: 'wecom',
  input: z.object({ unionid: z.string(), openid: z.string() }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const person = personOf(sim, account, input)
    subject.person = person
    if (followersOf(sim, person).length === 0) return refuse(84061)
    return { ...ok, external_userid: externalUserIdOf(account.corpId, person) }
  },
})

export const unionIdToExternalOrPending = defineCall({
  method: 'POST',
  path: '/cgi-bin/idconvert/unionid_to_external_userid',
  caller: 'wecom',
  input: z.object({
    unionid: z.string(),
    openid: z.string(),
    subject_type: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const person = personOf(sim, account, input)
    subject.person = person
    if (followersOf(sim, person).length > 0) return { ...ok, external_userid: externalUserIdOf(account.corpId, person) }
    const { pendingIds } = corpOf(sim, account)
    const known = pendingIds.find((one) => one.person === person && one.expiresAt > nowMs(sim))
    const pending = known ?? { id: `p${randomBytes(16).toString('hex')}`, person, expiresAt: nowMs(sim) + NINETY_DAYS }
    if (known === undefined) pendingIds.push(pending)
    return { ...ok, pending_id: pending.id }
  },
})

export const externalToPending = defineCall({
  method: 'POST',
  path: '/cgi-bin/idconvert/batch/external_userid_to_pending_id',
  caller: 'wecom',
  input: z.object({ chat_id: z.string().optional(), external_userid: z.array(z.string()).min(1).max(100) }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const living = corpOf(sim, account).pendingIds.filter((one) => one.expiresAt > nowMs(sim))
    return {
      ...ok,
      result: input.external_userid.flatMap((id) => {
        const person = sim.directory.personNamed(account, id)
        const pending = living.find((one) => one.person === person)
        return pending === undefined ? [] : [{ external_userid: id, pending_id: pending.id }]
      }),
    }
  },
})

export const externalToOpenId = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/convert_to_openid',
  caller: 'wecom',
  input: z.object({ external_userid: z.string() }),
  misfit: 40058,
  answer(input, account, context) {
    const person = customerNamed(context, account, input.external_userid)
    return { ...ok, openid: openIdOf(account.corpId, person) }
  },
})
