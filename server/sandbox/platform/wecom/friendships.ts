import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { Friendship } from '../../world/world.ts'
import type { CallContext } from '../call.ts'
import { refuse } from '../refusal.ts'
import { memberOf } from './organisation.ts'

export const friendshipKey = (staff: string, person: string) => `${staff}:${person}`
export const friendshipOf = (sim: Simulation, staff: string, person: string): Friendship | undefined =>
  sim.world.friendships[friendshipKey(staff, person)]

/** What the customer APIs still list: a member who deleted the customer no longer does. */
export const customersOf = (sim: Simulation, staff: string): Friendship[] =>
  Object.values(sim.world.friendships).filter((friendship) => friendship.staff === staff && friendship.memberKeeps)
export const followersOf = (sim: Simulation, person: string): Friendship[] =>
  Object.values(sim.world.friendships).filter((friendship) => friendship.person === person && friendship.memberKeeps)

export function customerNamed(context: CallContext, account: WecomAccount, externalUserId: string): string {
  const person = context.sim.directory.personNamed(account, externalUserId) ?? refuse(40096)
  context.subject.person = person
  return person
}

/** No relation between the two: 84061 (facts C1.3). */
export function relationOf(
  context: CallContext,
  account: WecomAccount,
  of: { userid: string; external_userid: string },
): Friendship {
  const member = memberOf(context.sim, of.userid)
  context.subject.staff = member.userId
  const person = customerNamed(context, account, of.external_userid)
  const friendship = friendshipOf(context.sim, member.userId, person)
  if (friendship === undefined || !friendship.memberKeeps) return refuse(84061)
  return friendship
}
