import type { Simulation } from '../simulation.ts'
import { nowSeconds } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'

const head = (sim: Simulation, account: WecomAccount): InnerMessage => ({
  ToUserName: account.corpId,
  FromUserName: 'sys',
  CreateTime: nowSeconds(sim),
  MsgType: 'event',
})

/** A group came to be, or somebody came or went (facts C2.6). */
export async function sendGroupChange(
  sim: Simulation,
  account: WecomAccount,
  of: { chatId: string; change: 'create' | 'update' | 'dismiss'; more?: InnerMessage; person: string | null },
): Promise<Delivered> {
  return await deliverCallback(sim, {
    account,
    event: 'change_external_chat',
    summary: `客户群变化：${of.change}`,
    person: of.person,
    staff: null,
    inner: {
      ...head(sim, account),
      Event: 'change_external_chat',
      ChatId: of.chatId,
      ChangeType: of.change,
      ...of.more,
    },
  })
}

/** Something was said in 微信客服: no content, only a token to fetch it with (facts C7). */
export async function sendKfNews(
  sim: Simulation,
  account: WecomAccount,
  of: { openKfId: string; token: string; person: string },
): Promise<Delivered> {
  const { FromUserName: _nobody, ...rest } = head(sim, account)
  return await deliverCallback(sim, {
    account,
    event: 'kf_msg_or_event',
    summary: '微信客服有新消息',
    person: of.person,
    staff: null,
    inner: { ...rest, Event: 'kf_msg_or_event', Token: of.token, OpenKfId: of.openKfId },
  })
}
