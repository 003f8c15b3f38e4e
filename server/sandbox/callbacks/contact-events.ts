import { nowSeconds, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'
import type { CallbackName } from './names.ts'

/** The organisation changed in WeCom's console (facts C2.4); an app gets few fields of a member, never a phone. */
export async function sendContactChange(
  sim: Simulation,
  account: WecomAccount,
  of: { change: CallbackName; more: InnerMessage; summary: string },
): Promise<Delivered> {
  const { UserID: staff } = of.more
  return await deliverCallback(sim, {
    account,
    event: of.change,
    summary: of.summary,
    person: null,
    staff: typeof staff === 'string' ? staff : null,
    inner: {
      ToUserName: account.corpId,
      FromUserName: 'sys',
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: 'change_contact',
      ChangeType: of.change,
      ...of.more,
    },
  })
}
