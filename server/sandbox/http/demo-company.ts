import type { DemoAccount, DemoCompany } from '../control-api.ts'
import { WALK_OWNER } from '../demo/staff.ts'
import { findOa, type Simulation } from '../simulation.ts'
import type { Account } from '../world/account.ts'

function demoAccount(account: Account): DemoAccount {
  const { name, appSecret, token, encodingAesKey, callbackUrl } = account
  const shared = { name, appSecret, token, encodingAesKey, callbackUrl }
  switch (account.kind) {
    case 'oa':
    case 'mini':
      return {
        kind: account.kind,
        ...shared,
        appId: account.appId,
        originalId: account.originalId,
        mode: account.mode,
      }
    case 'wecom':
      return { kind: 'wecom', ...shared, corpId: account.corpId, agentId: account.agentId, mode: 'safe' }
  }
}

/** The papers of the demo company, as an administrator would have them from the three consoles. */
export function demoCompany(sim: Simulation): DemoCompany {
  const { world } = sim
  const oa = findOa(sim)
  const walk = world.walkPerson === null ? undefined : world.people[world.walkPerson]
  return {
    company: oa?.name ?? '',
    accounts: world.accounts.map(demoAccount),
    qrCodes: world.qrCodes
      .filter((code) => code.expiresAt === null || code.expiresAt > sim.clock.now().getTime())
      .map(({ scene, name }) => ({ scene, name })),
    staff: Object.values(world.members).map((member) => ({
      userId: member.userId,
      name: member.name,
      department: world.departments.find((one) => one.id === member.departments[0])?.name ?? '',
      position: member.position,
      leader: member.directLeader,
    })),
    templates: world.templates.map((template) => ({
      id: template.id,
      kind: template.appId === oa?.appId ? 'oa' : 'mini',
      title: template.title,
      fields: template.fields,
    })),
    walk: walk === undefined ? null : { person: walk.id, name: walk.name, staff: WALK_OWNER },
    followers: Object.values(world.follows).filter((follow) => follow.following).length,
    customers: new Set(Object.values(world.friendships).map((one) => one.person)).size,
  }
}
