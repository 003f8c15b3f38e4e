import type { Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import type { Follow } from '../../world/world.ts'
import type { CallContext } from '../call.ts'
import { refuse } from '../refusal.ts'

export const followKey = (appId: string, person: string) => `${appId}:${person}`
export const followOf = (sim: Simulation, appId: string, person: string): Follow | undefined =>
  sim.world.follows[followKey(appId, person)]

/** An openid of another app, or of nobody: 40003 (facts A3.2). Also tells the journal whom the call is about. */
export function personOf(context: CallContext, account: OaAccount | MiniAccount, openId: string): string {
  const person = context.sim.directory.personNamed(account, openId) ?? refuse(40003)
  context.subject.person = person
  return person
}

/** A receiver who must follow, for template messages: 43004 (facts A4.4). */
export function followerOf(
  context: CallContext,
  account: OaAccount,
  openId: string,
): { person: string; follow: Follow } {
  const person = personOf(context, account, openId)
  const follow = followOf(context.sim, account.appId, person)
  if (follow === undefined || !follow.following) return refuse(43004)
  return { person, follow }
}
