import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { openIdOf, unionIdFor } from '../../world/identity.ts'
import type { WebSession } from '../../world/wechat-state.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, livingTicket, useVoucher } from '../vouchers.ts'
import { stateOf } from './state.ts'
import { accountByCredentials } from './token.ts'

/** Facts A10.1: a code once and for five minutes, a token for two hours, a refresh token for thirty days. */
const TOKEN_SECONDS = 7200
const REFRESH_MS = 30 * 86_400_000
const KEPT_SESSIONS = 1000

const newToken = () => randomBytes(64).toString('base64url')

function answerOf(sim: Simulation, account: OaAccount, session: WebSession): Reply {
  return {
    access_token: session.accessToken,
    expires_in: Math.floor((session.expiresAt - nowMs(sim)) / 1000),
    refresh_token: session.refreshToken,
    openid: openIdOf(account.appId, session.person),
    scope: session.scope,
  }
}

export const webAccessToken = defineCall({
  method: 'GET',
  path: '/sns/oauth2/access_token',
  caller: 'none',
  input: z.object({
    appid: z.string().default(''),
    secret: z.string().default(''),
    code: z.string().default(''),
    grant_type: z.string().default(''),
  }),
  answer(input, _none, { sim, subject }) {
    const account = accountByCredentials(sim, input)
    if (account.kind !== 'oa') return refuse(40013)
    if (input.grant_type !== 'authorization_code') return refuse(40002)
    if (input.code === '') return refuse(41008)
    const found = findVoucher(sim, 'oauth', input.code)
    if (found === null || found.voucher.account !== account.appId) return refuse(40029)
    if (found.state === 'used') return refuse(40163)
    if (found.state === 'expired') return refuse(42003, 'oauth_code expired')
    useVoucher(sim, found.voucher)
    const { subject: person, detail: scope } = found.voucher
    subject.person = person
    const session: WebSession = {
      accessToken: newToken(),
      refreshToken: newToken(),
      person,
      scope,
      expiresAt: nowMs(sim) + TOKEN_SECONDS * 1000,
      refreshableUntil: nowMs(sim) + REFRESH_MS,
    }
    const state = stateOf(sim, account)
    state.webSessions = [...state.webSessions, session].slice(-KEPT_SESSIONS)
    const unionid = scope === 'snsapi_userinfo' ? unionIdFor(account, person) : null
    return { ...answerOf(sim, account, session), ...(unionid === null ? {} : { unionid }) }
  },
})

export const webRefreshToken = defineCall({
  method: 'GET',
  path: '/sns/oauth2/refresh_token',
  caller: 'none',
  input: z.object({
    appid: z.string().default(''),
    grant_type: z.string().default(''),
    refresh_token: z.string().default(''),
  }),
  answer(input, _none, { sim }) {
    const account = sim.world.accounts.find((one) => one.kind === 'oa' && one.appId === input.appid)
    if (account === undefined || account.kind !== 'oa') return refuse(40013)
    if (input.grant_type !== 'refresh_token') return refuse(40002)
    const session = stateOf(sim, account).webSessions.find((one) => one.refreshToken === input.refresh_token)
    if (session === undefined) return refuse(40030, 'invalid refresh_token')
    if (session.refreshableUntil <= nowMs(sim)) return refuse(42002, 'refresh_token expired')
    if (session.expiresAt <= nowMs(sim)) session.accessToken = newToken()
    session.expiresAt = nowMs(sim) + TOKEN_SECONDS * 1000
    return answerOf(sim, account, session)
  },
})

/** The account's own token is no web session's: 40001 (facts A10.1). */
function sessionOf(sim: Simulation, token: string, openId: string): { account: OaAccount; session: WebSession } {
  if (token === '') return refuse(41001)
  for (const account of sim.world.accounts) {
    if (account.kind !== 'oa') continue
    const session = stateOf(sim, account).webSessions.find((one) => one.accessToken === token)
    if (session === undefined) continue
    if (session.expiresAt <= nowMs(sim)) return refuse(42001)
    return openIdOf(account.appId, session.person) === openId ? { account, session } : refuse(40003)
  }
  return refuse(40001)
}

const Asked = z.object({ access_token: z.string().default(''), openid: z.string().default('') })

export const webUserInfo = defineCall({
  method: 'GET',
  path: '/sns/userinfo',
  caller: 'none',
  input: Asked,
  answer(input, _none, { sim, subject }) {
    const { account, session } = sessionOf(sim, input.access_token, input.openid)
    if (session.scope !== 'snsapi_userinfo') return refuse(48001)
    subject.person = session.person
    const unionid = unionIdFor(account, session.person)
    return {
      openid: input.openid,
      nickname: sim.world.people[session.person]?.name ?? '',
      sex: 0,
      language: '',
      city: '',
      province: '',
      country: '',
      headimgurl: `https://thirdwx.qlogo.cn/mmopen/${session.person}/132`,
      privilege: [],
      ...(unionid === null ? {} : { unionid }),
    }
  },
})

export const webAuth = defineCall({
  method: 'GET',
  path: '/sns/auth',
  caller: 'none',
  input: Asked,
  answer(input, _none, { sim }) {
    sessionOf(sim, input.access_token, input.openid)
    return { errcode: 0, errmsg: 'ok' }
  },
})

/** Facts A10.2. Cards have a ticket of their own. */
export const pageTicket = defineCall({
  method: 'GET',
  path: '/cgi-bin/ticket/getticket',
  caller: 'oa',
  input: z.object({ type: z.string().default('') }),
  answer(input, account, { sim }) {
    if (input.type !== 'jsapi' && input.type !== 'wx_card') return refuse(40097, 'invalid args')
    const sort = input.type === 'jsapi' ? 'config-ticket' : 'agent-ticket'
    return { errcode: 0, errmsg: 'ok', ...livingTicket(sim, sort, account.appId) }
  },
})
