import type { Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import { WechatState } from '../../world/wechat-state.ts'

/** What this account remembers; it begins empty. */
export function stateOf(sim: Simulation, account: OaAccount | MiniAccount): WechatState {
  const known = sim.world.wechat[account.appId]
  if (known !== undefined) return known
  const fresh = WechatState.parse({})
  sim.world.wechat[account.appId] = fresh
  return fresh
}

const SHANGHAI_MS = 8 * 3_600_000
/** Days, and everything counted by them, are Shanghai's (facts F.1, A11). */
export const dayOf = (ms: number): string => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10)
export const monthOf = (ms: number): string => dayOf(ms).slice(0, 7)
export const hourOf = (ms: number): number => new Date(ms + SHANGHAI_MS).getUTCHours()
