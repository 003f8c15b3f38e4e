import { nowMs, type Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import { refuse } from '../refusal.ts'
import { dayOf, stateOf } from './state.ts'

/**
 * Calls a day (facts A1, A3.1 [U], A4.2, A6.2 [U], A7.3, A7.4 [U], B6, B7): the count starts anew at midnight in
 * Shanghai or with clear_quota, and one too many is 45009.
 */
const MASS = '/cgi-bin/message/mass/send'
const LINKS = '/wxa/generate_urllink'
const DAILY: Readonly<Record<string, number>> = {
  '/cgi-bin/user/get': 500,
  '/cgi-bin/message/template/send': 100_000,
  '/cgi-bin/message/custom/send': 500_000,
  '/cgi-bin/message/mass/preview': 100,
  [MASS]: 100,
  [LINKS]: 500_000,
  '/wxa/msg_sec_check': 2_000_000,
}
/** Two paths, one quota. */
const SHARED: Readonly<Record<string, string>> = {
  '/cgi-bin/message/mass/sendall': MASS,
  '/wxa/generatescheme': LINKS,
}
const counted = (path: string) => SHARED[path] ?? path

export function usesToday(sim: Simulation, account: OaAccount | MiniAccount, path: string) {
  const known = stateOf(sim, account).uses[counted(path)]
  const used = known?.period === dayOf(nowMs(sim)) ? known.count : 0
  return { used, limit: DAILY[counted(path)] ?? null }
}

export function countUse(sim: Simulation, account: OaAccount | MiniAccount, path: string) {
  const { used, limit } = usesToday(sim, account, path)
  if (limit !== null && used >= limit) refuse(45009)
  stateOf(sim, account).uses[counted(path)] = { period: dayOf(nowMs(sim)), count: used + 1 }
}
