import { isRecord, textAt } from '../crypto/xml.ts'
import { replaceCards } from '../platform/wecom/update-card.ts'
import { nowSeconds, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { externalUserIdOf } from '../world/identity.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'
import type { CallbackName } from './names.ts'

/** Facts C2.5: from `sys`, no MsgId; absent State and WelcomeCode are absent elements, not empty ones (C4.2). */
export async function sendCustomerChange(
  sim: Simulation,
  account: WecomAccount,
  of: { change: CallbackName; staff: string; person: string; more?: InnerMessage; summary: string },
): Promise<Delivered> {
  return await deliverCallback(sim, {
    account,
    event: of.change,
    summary: of.summary,
    person: of.person,
    staff: of.staff,
    inner: {
      ToUserName: account.corpId,
      FromUserName: 'sys',
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: 'change_external_contact',
      ChangeType: of.change,
      UserID: of.staff,
      ExternalUserID: externalUserIdOf(account.corpId, of.person),
      ...of.more,
    },
  })
}

/** Facts C5.4. The answer may change the button at once (`update_button`). */
export async function sendCardClick(
  sim: Simulation,
  account: WecomAccount,
  of: {
    staff: string
    key: string
    taskId: string
    cardType: string
    responseCode: string
    text: string
    /** The corner's menu has an event of its own [U]. */
    event: 'template_card_event' | 'template_card_menu_event'
    selected: readonly { key: string; chosen: string[] }[]
  },
): Promise<Delivered> {
  const delivered = await deliverCallback(sim, {
    account,
    event: of.event,
    summary: `点击卡片按钮「${of.text}」`,
    person: null,
    staff: of.staff,
    inner: {
      ToUserName: account.corpId,
      FromUserName: of.staff,
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: of.event,
      EventKey: of.key,
      TaskId: of.taskId,
      CardType: of.cardType,
      ResponseCode: of.responseCode,
      AgentID: account.agentId,
      ...(of.selected.length === 0
        ? {}
        : {
            SelectedItems: {
              SelectedItem: of.selected.map(({ key, chosen }) => ({
                QuestionKey: key,
                OptionIds: { OptionId: chosen },
              })),
            },
          }),
    },
  })
  const reply = delivered.passive.kind === 'reply' ? delivered.passive.message : null
  if (reply !== null && textAt(reply, 'MsgType') === 'update_button' && isRecord(reply.Button)) {
    const replacedBy = textAt(reply.Button, 'ReplaceName')
    replaceCards(sim, account, { taskId: of.taskId, users: [of.staff], replacedBy, card: null })
  }
  return delivered
}
