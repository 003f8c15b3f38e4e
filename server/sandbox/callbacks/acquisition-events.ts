import { nowSeconds, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { externalUserIdOf } from '../world/identity.ts'
import { type Delivered, deliverCallback } from './deliver.ts'

/** What 获客助手 tells (facts C2.5): of a customer's first words, of a link, or of the company's quota. */
export const acquisitionNews = {
  customer_start_chat: '通过获客链接添加的客户第一次开口',
  open_profile: '打开获客链接',
  friend_request: '通过获客链接发起好友申请',
  link_unavailable: '获客链接不可用',
  delete_link: '获客链接被删除',
  balance_low: '获客助手额度不足',
  balance_exhausted: '获客助手额度已用完',
  balance_increased: '获客助手额度增加',
  quota_expire_soon: '获客助手额度即将过期',
} as const
export type AcquisitionNews = keyof typeof acquisitionNews

export async function sendAcquisitionEvent(
  sim: Simulation,
  account: WecomAccount,
  of: {
    news: AcquisitionNews
    /** Named only where the customer and the member are. */
    customer?: { person: string; staff: string }
    link?: { id: string; state: string }
  },
): Promise<Delivered> {
  const { news, customer, link } = of
  return await deliverCallback(sim, {
    account,
    event: news,
    summary: acquisitionNews[news],
    person: customer?.person ?? null,
    staff: customer?.staff ?? null,
    inner: {
      ToUserName: account.corpId,
      FromUserName: 'sys',
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: 'customer_acquisition',
      ChangeType: news,
      ...(customer && {
        UserID: customer.staff,
        ExternalUserID: externalUserIdOf(account.corpId, customer.person),
      }),
      ...(link && { LinkId: link.id, ...(link.state !== '' && { State: link.state }) }),
    },
  })
}
