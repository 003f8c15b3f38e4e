import { textAt } from '../crypto/xml.ts'
import { addMessage, nextNumber, type Simulation } from '../simulation.ts'
import type { MiniAccount } from '../world/account.ts'
import { chatOf } from '../world/message.ts'
import { pushToMini } from './push-to-mini.ts'

/** A mini-program's customer service and moderation (facts B5, B7). */
export async function sendMiniText(sim: Simulation, account: MiniAccount, person: string, text: string) {
  const delivered = await pushToMini(sim, account, person, {
    type: 'text',
    event: 'text',
    more: { Content: text, MsgId: Number(`2500000${String(nextNumber(sim)).padStart(9, '0')}`) },
    summary: `在小程序里发来消息：${text}`,
  })
  const { passive } = delivered
  // The one answer a mini-program may give: the chat goes to its agents.
  if (passive.kind === 'reply' && textAt(passive.message, 'MsgType') === 'transfer_customer_service') {
    const chat = chatOf.mini(account.appId, person)
    addMessage(sim, { chat, from: 'account', body: { kind: 'notice', text: '已转接人工客服' } })
  }
  return delivered
}

export const sendEnteredSession = (sim: Simulation, account: MiniAccount, person: string, from: string) =>
  pushToMini(sim, account, person, {
    type: 'event',
    event: 'user_enter_tempsession',
    more: { Event: 'user_enter_tempsession', SessionFrom: from },
    summary: '打开小程序客服会话',
  })

export const sendMediaChecked = (
  sim: Simulation,
  account: MiniAccount,
  person: string,
  of: { trace: string; verdict: { suggest: string; label: number } },
) => {
  const { suggest, label } = of.verdict
  return pushToMini(sim, account, person, {
    type: 'event',
    event: 'wxa_media_check',
    more: {
      Event: 'wxa_media_check',
      appid: account.appId,
      trace_id: of.trace,
      version: 2,
      detail: [{ strategy: 'content_model', errcode: 0, suggest, label, prob: 90 }],
      errcode: 0,
      errmsg: 'ok',
      result: { suggest, label },
    },
    summary: `音视频审核结果：${suggest}`,
  })
}
