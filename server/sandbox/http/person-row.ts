import type { PersonRow } from '../control-api.ts'
import { followOf } from '../platform/wechat/follower.ts'
import { findMini, findOa, findWecom, type Simulation } from '../simulation.ts'
import { externalUserIdOf, openIdOf, unionIdFor } from '../world/identity.ts'
import type { Message } from '../world/message.ts'
import type { Person } from '../world/world.ts'

export function personRow(sim: Simulation, person: Person): PersonRow {
  const oa = findOa(sim)
  const mini = findMini(sim)
  const wecom = findWecom(sim)
  return {
    id: person.id,
    name: person.name,
    phone: person.phone,
    following: oa !== null && followOf(sim, oa.appId, person.id)?.following === true,
    stranger: person.stranger,
    openId: oa === null ? null : openIdOf(oa.appId, person.id),
    miniOpenId: mini === null ? null : openIdOf(mini.appId, person.id),
    unionId: oa === null ? null : unionIdFor(oa, person.id),
    externalUserId: wecom === null ? null : externalUserIdOf(wecom.corpId, person.id),
    friends: Object.values(sim.world.friendships)
      .filter((one) => one.person === person.id && one.memberKeeps && one.customerKeeps)
      .map((one) => one.staff),
  }
}

const SHOWN = 100
export const messagesIn = (sim: Simulation, chat: string): Message[] =>
  sim.world.messages.filter((message) => message.chat === chat && !message.recalled).slice(-SHOWN)
