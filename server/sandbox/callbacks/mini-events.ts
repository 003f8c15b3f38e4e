import type { XmlElement } from '../crypto/xml.ts'
import { nowSeconds, type Simulation } from '../simulation.ts'
import type { MiniAccount } from '../world/account.ts'
import type { Delivered } from './deliver.ts'
import type { CallbackName } from './names.ts'
import { pushToMini } from './push-to-mini.ts'

/**
 * Subscribe-message events of a mini-program (facts A2.5). In JSON the wrapper is missing, `List` is an object instead of
 * a list when it has one entry, and CreateTime is a text.
 */
async function sendListEvent(
  sim: Simulation,
  account: MiniAccount,
  person: string,
  of: { event: CallbackName; wrapper: string; list: XmlElement[]; summary: string },
): Promise<Delivered> {
  const [only, ...others] = of.list
  const body: XmlElement =
    account.format === 'json'
      ? { List: only !== undefined && others.length === 0 ? only : of.list }
      : { [of.wrapper]: { List: of.list } }
  const time = account.format === 'json' ? { CreateTime: String(nowSeconds(sim)) } : {}
  return await pushToMini(sim, account, person, {
    type: 'event',
    event: of.event,
    more: { ...time, Event: of.event, ...body },
    summary: of.summary,
  })
}

export async function sendSubscribePopup(
  sim: Simulation,
  account: MiniAccount,
  person: string,
  answers: Record<string, string>,
): Promise<Delivered> {
  return await sendListEvent(sim, account, person, {
    event: 'subscribe_msg_popup_event',
    wrapper: 'SubscribeMsgPopupEvent',
    list: Object.entries(answers).map(([template, answer]) => ({
      TemplateId: template,
      SubscribeStatusString: answer === 'accept' ? 'accept' : 'reject',
      // 0: the mini-program's own popup (facts A2.5 [U]).
      PopupScene: account.format === 'json' ? '0' : 0,
    })),
    summary: '回应订阅消息授权',
  })
}

/** The person changed their mind in the settings of the mini-program. */
export async function sendSubscribeChange(
  sim: Simulation,
  account: MiniAccount,
  person: string,
  answers: Record<string, 'accept' | 'reject'>,
): Promise<Delivered> {
  return await sendListEvent(sim, account, person, {
    event: 'subscribe_msg_change_event',
    wrapper: 'SubscribeMsgChangeEvent',
    list: Object.entries(answers).map(([template, answer]) => ({
      TemplateId: template,
      SubscribeStatusString: answer,
    })),
    summary: '修改订阅消息的接收设置',
  })
}

export async function sendSubscribeSent(
  sim: Simulation,
  account: MiniAccount,
  person: string,
  of: { template: string; messageId: number },
): Promise<Delivered> {
  return await sendListEvent(sim, account, person, {
    event: 'subscribe_msg_sent_event',
    wrapper: 'SubscribeMsgSentEvent',
    list: [
      {
        TemplateId: of.template,
        MsgID: String(of.messageId),
        ErrorCode: account.format === 'json' ? '0' : 0,
        ErrorStatus: 'success',
      },
    ],
    summary: '订阅消息送达',
  })
}
