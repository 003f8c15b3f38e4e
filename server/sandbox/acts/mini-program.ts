import { randomBytes } from 'node:crypto'
import { sendSubscribePopup } from '../callbacks/mini-events.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import { followKey } from '../platform/wechat/follower.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { grantKey } from '../platform/wechat/templated.ts'
import { findMini, nowMs, type Simulation } from '../simulation.ts'
import type { MiniAccount } from '../world/account.ts'
import type { Acted } from './official-account.ts'
import { miniPageUrl } from './open-page.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

const miniOf = (sim: Simulation): MiniAccount => findMini(sim) ?? cannot('account.missing', '这个沙盒里没有小程序')

export function enterMini(sim: Simulation, personId: string, page: string): Acted {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  sim.world.miniUsers[followKey(account.appId, person.id)] ??= { sessionKey: randomBytes(16).toString('base64') }
  stateOf(sim, account).visits[person.id] = nowMs(sim)
  sim.changed()
  return { callbacks: [], opened: { kind: 'mini', url: miniPageUrl(person.id, page), page, status: null } }
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

type Answer = 'accept' | 'reject' | 'ban' | 'filter'

/** wx.requestSubscribeMessage: each accept is one send (facts B4); unknown templates come back as `filter`. */
export async function answerSubscription(
  sim: Simulation,
  personId: string,
  of: { templateIds: string[]; answer: Answer | Record<string, Answer> },
): Promise<Acted & { answers: Record<string, Answer> }> {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  const answers: Record<string, Answer> = {}
  for (const id of of.templateIds) {
    const known = sim.world.templates.some((template) => template.id === id && template.appId === account.appId)
    const wanted = typeof of.answer === 'string' ? of.answer : (of.answer[id] ?? 'reject')
    answers[id] = known ? wanted : 'filter'
  }
  for (const [id, answer] of Object.entries(answers)) {
    const key = grantKey(account.appId, person.id, id)
    if (answer === 'accept') sim.world.grants[key] = (sim.world.grants[key] ?? 0) + 1
  }
  const told = Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== 'filter'))
  if (Object.keys(told).length === 0) return { callbacks: [], answers }
  return { callbacks: [await sendSubscribePopup(sim, account, person.id, told)], answers }
}
