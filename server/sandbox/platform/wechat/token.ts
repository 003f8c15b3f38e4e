import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import { accountKey } from '../../world/account.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { issuePlainToken, issueStableToken } from '../tokens.ts'

/** Facts A1.1–A1.3. */
const Credentials = z.object({
  grant_type: z.string().default(''),
  appid: z.string().default(''),
  secret: z.string().default(''),
})

export function accountByCredentials(sim: Simulation, given: { appid: string; secret: string }) {
  if (given.appid === '') return refuse(41002)
  if (given.secret === '') return refuse(41004)
  const account = sim.world.accounts.find((known) => known.kind !== 'wecom' && accountKey(known) === given.appid)
  if (account === undefined || account.kind === 'wecom') return refuse(40013)
  if (account.appSecret !== given.secret) return refuse(40125)
  return account
}

export const token = defineCall({
  method: 'GET',
  path: '/cgi-bin/token',
  caller: 'none',
  input: Credentials,
  answer(input, _none, { sim }) {
    if (input.grant_type !== 'client_credential') return refuse(40002)
    return issuePlainToken(sim, accountByCredentials(sim, input))
  },
})

export const stableToken = defineCall({
  method: 'POST',
  path: '/cgi-bin/stable_token',
  caller: 'none',
  input: Credentials.extend({ force_refresh: z.boolean().default(false) }),
  answer(input, _none, { sim }) {
    if (input.grant_type !== 'client_credential') return refuse(40002)
    return issueStableToken(sim, accountByCredentials(sim, input), input.force_refresh)
  },
})

export const callbackIps = defineCall({
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  caller: 'wechat',
  input: z.object({}),
  answer: () => ({ ip_list: ['127.0.0.1', '101.226.103.0/25'] }),
})

export const apiDomainIps = defineCall({
  method: 'GET',
  path: '/cgi-bin/get_api_domain_ip',
  caller: 'wechat',
  input: z.object({}),
  answer: () => ({ ip_list: ['127.0.0.1'] }),
})
