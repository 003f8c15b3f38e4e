import type { Simulation } from '../../simulation.ts'
import type { MiniAccount } from '../../world/account.ts'
import type { Follow } from '../../world/world.ts'
import { stateOf } from './state.ts'

/** Nobody follows a mini-program: its buckets of customer-service messages stand by themselves (facts B5). */
export function miniWindowOf(
  sim: Simulation,
  account: MiniAccount,
  person: string,
): Pick<Follow, 'following' | 'windows'> {
  const { serviceWindows } = stateOf(sim, account)
  const windows = serviceWindows[person] ?? {}
  serviceWindows[person] = windows
  return { following: true, windows }
}
