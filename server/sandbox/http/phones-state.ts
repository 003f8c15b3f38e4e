import type { ClockState, PersonRow, PhonesState } from '../control-api.ts'
import { followKey, followOf } from '../platform/wechat/follower.ts'
import { findMini, findOa, findWecom, type Simulation } from '../simulation.ts'
import { externalUserIdOf, identityKeyOf, openIdOf, unionIdFor } from '../world/identity.ts'
import { chatOf, type Message } from '../world/message.ts'
import type { Person } from '../world/world.ts'

/** What the two drawn phones show. */
export const clockState = (sim: Simulation): ClockState => ({
  now: sim.clock.now(),
  speed: sim.clock.speed(),
  aheadMs: sim.clock.ahead(),
})

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
const messagesIn = (sim: Simulation, chat: string): Message[] =>
  sim.world.messages.filter((message) => message.chat === chat && !message.recalled).slice(-SHOWN)

function personState(sim: Simulation, id: string): PhonesState['person'] {
  const person = sim.world.people[id]
  if (person === undefined) return null
  const oa = findOa(sim)
  const mini = findMini(sim)
  return {
    ...personRow(sim, person),
    city: person.city,
    identities: sim.world.accounts.map((account) => identityKeyOf(account, person.id)),
    menu: oa === null ? [] : (sim.world.menus[oa.appId] ?? []),
    oaMessages: oa === null ? [] : messagesIn(sim, chatOf.oa(oa.appId, person.id)),
    serviceMessages: mini === null ? [] : messagesIn(sim, chatOf.mini(mini.appId, person.id)),
    deeds: sim.world.deeds[person.id] ?? [],
    miniVisited: mini !== null && sim.world.miniUsers[followKey(mini.appId, person.id)] !== undefined,
  }
}

const NEWEST_CUSTOMERS = 60
function staffState(sim: Simulation, id: string, personId: string | null): PhonesState['staff'] {
  const member = sim.world.members[id]
  const account = findWecom(sim)
  if (member === undefined || account === null) return null
  const customers = Object.values(sim.world.friendships)
    .filter((one) => one.staff === id && one.memberKeeps)
    .sort((one, other) => other.since - one.since)
    .slice(0, NEWEST_CUSTOMERS)
  return {
    userId: member.userId,
    name: member.name,
    position: member.position,
    departments: member.departments.map(
      (department) => sim.world.departments.find((known) => known.id === department)?.name ?? '',
    ),
    appName: account.agentName,
    appMessages: messagesIn(sim, chatOf.app(account.agentId, id)),
    customers: customers.map((one) => ({
      person: one.person,
      name: sim.world.people[one.person]?.name ?? '微信用户',
      remark: one.remark,
      externalUserId: externalUserIdOf(account.corpId, one.person),
      since: one.since,
      memberKeeps: one.memberKeeps,
      customerKeeps: one.customerKeeps,
      last: '',
    })),
    chat: personId === null ? [] : messagesIn(sim, chatOf.friend(id, personId)),
  }
}

export function phonesState(sim: Simulation, of: { person: string | null; staff: string | null }): PhonesState {
  const oa = findOa(sim)
  const mini = findMini(sim)
  const wecom = findWecom(sim)
  return {
    clock: clockState(sim),
    oaName: oa?.name ?? '公众号',
    miniName: mini?.name ?? '小程序',
    corpName: wecom?.name ?? '企业微信',
    connected: {
      oa: oa !== null && oa.callbackUrl !== null,
      mini: mini !== null && mini.callbackUrl !== null,
      wecom: wecom !== null && wecom.callbackUrl !== null,
    },
    person: of.person === null ? null : personState(sim, of.person),
    staff: of.staff === null ? null : staffState(sim, of.staff, of.person),
    faults: sim.faults.list(),
  }
}
