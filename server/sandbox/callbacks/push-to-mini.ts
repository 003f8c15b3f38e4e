import { nowSeconds, type Simulation } from '../simulation.ts'
import type { MiniAccount } from '../world/account.ts'
import { openIdOf } from '../world/identity.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'
import type { CallbackName } from './names.ts'

/** A message or event about one person to a mini-program's address; `more` is what its kind adds to the common head. */
export async function pushToMini(
  sim: Simulation,
  account: MiniAccount,
  person: string,
  of: { type: string; event: CallbackName; more: InnerMessage; summary: string },
): Promise<Delivered> {
  const openId = openIdOf(account.appId, person)
  return await deliverCallback(sim, {
    account,
    event: of.event,
    summary: of.summary,
    person,
    staff: null,
    openId,
    inner: {
      ToUserName: account.originalId,
      FromUserName: openId,
      CreateTime: nowSeconds(sim),
      MsgType: of.type,
      ...of.more,
    },
  })
}
