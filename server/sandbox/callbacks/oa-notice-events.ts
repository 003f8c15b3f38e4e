import type { Simulation } from '../simulation.ts'
import type { OaAccount } from '../world/account.ts'
import type { Delivered } from './deliver.ts'
import { sendOaEvent } from './oa-events.ts'

/** Subscription notices of an Official Account (facts A2.5): always XML, so always with the wrapper. */
export async function sendNoticePopup(
  sim: Simulation,
  account: OaAccount,
  person: string,
  answers: Record<string, 'accept' | 'reject'>,
): Promise<Delivered> {
  return await sendOaEvent(sim, account, person, {
    event: 'subscribe_msg_popup_event',
    more: {
      SubscribeMsgPopupEvent: {
        // 1: a page of ours with the open tag (facts A2.5 [U]).
        List: Object.entries(answers).map(([template, answer]) => ({
          TemplateId: template,
          SubscribeStatusString: answer,
          PopupScene: 1,
        })),
      },
    },
    summary: '回应订阅通知授权',
  })
}

export async function sendNoticeSent(
  sim: Simulation,
  account: OaAccount,
  person: string,
  of: { template: string; messageId: number },
): Promise<Delivered> {
  return await sendOaEvent(sim, account, person, {
    event: 'subscribe_msg_sent_event',
    more: {
      SubscribeMsgSentEvent: {
        List: [{ TemplateId: of.template, MsgID: String(of.messageId), ErrorCode: 0, ErrorStatus: 'success' }],
      },
    },
    summary: '订阅通知送达',
  })
}
