import { randomBytes } from 'node:crypto'
import { giveVoucher } from '../platform/vouchers.ts'
import { followKey } from '../platform/wechat/follower.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { findMini, nowMs, type Simulation } from '../simulation.ts'
import type { MiniAccount } from '../world/account.ts'
import type { Acted } from './official-account.ts'
import { openedMini } from './open-page.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

export const miniOf = (sim: Simulation): MiniAccount =>
  findMini(sim) ?? cannot('account.missing', '这个沙盒里没有小程序')

export function enterMini(sim: Simulation, personId: string, page: string): Acted {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  sim.world.miniUsers[followKey(account.appId, person.id)] ??= { sessionKey: randomBytes(16).toString('base64') }
  stateOf(sim, account).visits[person.id] = nowMs(sim)
  sim.changed()
  return { callbacks: [], opened: openedMini(sim, person.id, page) }
}

/** wx.login: a code for the server (facts B1). */
export function miniLogin(sim: Simulation, personId: string): { code: string } {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  return { code: giveVoucher(sim, { sort: 'js', account: account.appId, subject: person.id, detail: '' }) }
}

/** The getPhoneNumber button: its own code, not the login's (facts B3). */
export function miniPhone(sim: Simulation, personId: string): { code: string } {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  if (person.phone === null) return cannot('person.no-phone', `${person.name} 的微信没有绑定手机号`)
  return { code: giveVoucher(sim, { sort: 'phone', account: account.appId, subject: person.id, detail: '' }) }
}
