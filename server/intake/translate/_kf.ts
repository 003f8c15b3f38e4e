import { z } from 'zod'
import type { EventOf } from '../../../shared/events.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import {
  type CallbackMessage,
  claimOf,
  eventBase,
  filled,
  ofNoInterest,
  one,
  type Translation,
  whole,
} from './contract.ts'

/** A row of 微信客服, as it was fetched (facts C7). */
export const KfHead = z.object({
  msgid: filled,
  open_kfid: filled,
  external_userid: filled,
  send_time: whole,
  origin: whole,
  msgtype: filled,
})
type HeadOf = z.infer<typeof KfHead>
type Said = Pick<EventOf<'message.received'>, 'text' | 'choice' | 'media' | 'place' | 'url'>

const FROM_CUSTOMER = 3

/** Only what the customer says is news; a colleague's or the platform's own words come by the same way. */
export function customerSaid(message: CallbackMessage, head: HeadOf, said: Said): Translation {
  if (head.origin !== FROM_CUSTOMER) return ofNoInterest
  const base = eventBase(message, head.send_time)
  return one({
    event: { ...base, name: 'message.received', kind: head.msgtype, desk: head.open_kfid, ...said },
    claims: [claimOf('wecom', message.account.appId, head.external_userid)],
    facts: {},
  })
}

export const KfEventHead = z.object({ open_kfid: filled, external_userid: filled })
/** An event of a conversation names account and customer inside. */
export const kfRow = <S extends z.ZodType>(event: S) => z.object({ send_time: whole, event })

/** Account, customer and time of an event of a conversation. */
export function conversation(
  message: CallbackMessage,
  { send_time, event }: { send_time: number; event: z.infer<typeof KfEventHead> },
) {
  const base = eventBase(message, send_time)
  const claims: Incoming['claims'] = [claimOf('wecom', message.account.appId, event.external_userid)]
  return { base, claims, desk: event.open_kfid }
}
