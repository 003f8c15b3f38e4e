import { sendEnteredSession, sendMiniText } from '../callbacks/mini-service-events.ts'
import { sendNoticePopup } from '../callbacks/oa-notice-events.ts'
import { openWindow } from '../platform/service-window.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import { miniWindowOf } from '../platform/wechat/mini-window.ts'
import { noticeTemplatesOf } from '../platform/wechat/notice-templates.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { grantKey } from '../platform/wechat/templated.ts'
import { addMessage, findMini, findOa, nowMs, type Simulation } from '../simulation.ts'
import type { MiniAccount, OaAccount } from '../world/account.ts'
import { chatOf } from '../world/message.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

/** What people do with an account beside following it: agreeing to notices, logging into a page, asking for help. */
const oaOf = (sim: Simulation): OaAccount => findOa(sim) ?? cannot('account.missing', '这个沙盒里没有公众号')
const miniOf = (sim: Simulation): MiniAccount => findMini(sim) ?? cannot('account.missing', '这个沙盒里没有小程序')

type Notice = 'accept' | 'reject'

/** <wx-open-subscribe> in a page: each accept is one notice (facts A5). */
export async function answerNotices(
  sim: Simulation,
  personId: string,
  of: { templateIds: string[]; answer: Notice | Record<string, Notice> },
): Promise<Acted> {
  const account = oaOf(sim)
  const person = personById(sim, personId)
  const known = noticeTemplatesOf(sim, account).map((template) => template.id)
  const ids = of.templateIds.filter((id) => known.includes(id))
  if (ids.length === 0) return cannot('template.not-found', '没有这样的订阅通知模板', 404)
  const { answer } = of
  const answers: Record<string, Notice> = {}
  for (const id of ids) answers[id] = typeof answer === 'string' ? answer : (answer[id] ?? 'reject')
  for (const [id, one] of Object.entries(answers)) {
    const key = grantKey(account.appId, person.id, id)
    if (one === 'accept') sim.world.grants[key] = (sim.world.grants[key] ?? 0) + 1
  }
  sim.changed()
  return { callbacks: [await sendNoticePopup(sim, account, person.id, answers)] }
}

/** The consent page of web login: a code for the server (facts A10.1). */
export function loginToPage(
  sim: Simulation,
  personId: string,
  scope: 'snsapi_base' | 'snsapi_userinfo',
): { code: string } {
  const account = oaOf(sim)
  const person = personById(sim, personId)
  return { code: giveVoucher(sim, { sort: 'oauth', account: account.appId, subject: person.id, detail: scope }) }
}

export async function sayToMini(sim: Simulation, personId: string, text: string): Promise<Acted> {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  stateOf(sim, account).visits[person.id] = nowMs(sim)
  openWindow(sim, miniWindowOf(sim, account, person.id), 'message')
  addMessage(sim, { chat: chatOf.mini(account.appId, person.id), from: 'person', body: { kind: 'text', text } })
  return { callbacks: [await sendMiniText(sim, account, person.id, text)] }
}

export async function enterSession(sim: Simulation, personId: string, from: string): Promise<Acted> {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  stateOf(sim, account).visits[person.id] = nowMs(sim)
  openWindow(sim, miniWindowOf(sim, account, person.id), 'session')
  return { callbacks: [await sendEnteredSession(sim, account, person.id, from)] }
}
