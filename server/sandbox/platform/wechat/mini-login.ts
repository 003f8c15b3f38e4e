import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, nowSeconds } from '../../simulation.ts'
import { openIdOf, unionIdFor } from '../../world/identity.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, useVoucher } from '../vouchers.ts'
import { followKey } from './follower.ts'
import { stateOf } from './state.ts'
import { accountByCredentials } from './token.ts'

/** Facts B1: no errcode on success, no access_token needed, one use, five minutes. */
export const jscode2session = defineCall({
  method: 'GET',
  path: '/sns/jscode2session',
  caller: 'none',
  input: z.object({
    appid: z.string().default(''),
    secret: z.string().default(''),
    js_code: z.string().default(''),
    grant_type: z.string().default(''),
  }),
  answer(input, _none, { sim, subject }) {
    const account = accountByCredentials(sim, input)
    if (account.kind !== 'mini') return refuse(40013)
    if (input.grant_type !== 'authorization_code') return refuse(40002)
    if (input.js_code === '') return refuse(41008)
    const found = findVoucher(sim, 'js', input.js_code)
    if (found === null || found.state === 'expired' || found.voucher.account !== account.appId) return refuse(40029)
    if (found.state === 'used') return refuse(40163)
    useVoucher(sim, found.voucher)
    const person = found.voucher.subject
    subject.person = person
    stateOf(sim, account).visits[person] = nowMs(sim)
    const key = followKey(account.appId, person)
    const user = sim.world.miniUsers[key] ?? { sessionKey: randomBytes(16).toString('base64') }
    sim.world.miniUsers[key] = user
    sim.changed()
    const unionid = unionIdFor(account, person)
    return {
      openid: openIdOf(account.appId, person),
      session_key: user.sessionKey,
      ...(unionid === null ? {} : { unionid }),
    }
  },
})

/** Facts B3: the button's code, not the login's; number without prefix for Chinese phones; countryCode a number here. */
export const getUserPhoneNumber = defineCall({
  method: 'POST',
  path: '/wxa/business/getuserphonenumber',
  caller: 'mini',
  input: z.object({ code: z.string().default(''), openid: z.string().optional() }),
  answer(input, account, { sim, subject }) {
    const found = findVoucher(sim, 'phone', input.code)
    if (found === null || found.state !== 'good' || found.voucher.account !== account.appId) return refuse(40029)
    const person = sim.world.people[found.voucher.subject]
    if (person === undefined || person.phone === null) return refuse(40029)
    if (input.openid !== undefined && input.openid !== openIdOf(account.appId, person.id)) return refuse(40029)
    useVoucher(sim, found.voucher)
    subject.person = person.id
    return {
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: person.phone,
        purePhoneNumber: person.phone,
        countryCode: 86,
        watermark: { timestamp: nowSeconds(sim), appid: account.appId },
      },
    }
  },
})
