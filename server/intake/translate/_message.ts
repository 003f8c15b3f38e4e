import type { DomainEvent, EventOf } from '../../../shared/events.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { messageWindow, tapWindow } from './_windows.ts'
import { type CallbackMessage, claimOf, eventBase, Head, one, type Translation, text } from './contract.ts'

export const MessageHead = Head.extend({ MsgType: text })
type Said = Omit<EventOf<'message.received'>, keyof Pick<DomainEvent, 'id' | 'at' | 'account' | 'name'> | 'kind'>
type HeadOf = { FromUserName: string; CreateTime: number; MsgType: string }

/** A follower sent something. Tapping an item of a message menu looks like a text and opens only the window of a tap (facts A6.2). */
export function followerSaid(message: CallbackMessage, head: HeadOf, said: Said): Translation {
  const { event, claims } = personSaid(message, head, said, 'oa')
  const { appId } = message.account
  const window = said.choice === undefined ? messageWindow(event.at) : tapWindow(event.at)
  const following = { appId, openId: head.FromUserName, following: true, ...window }
  return one({ event, claims, facts: { following } })
}

/** A visitor of the mini-program sent something in its customer-service chat. */
export const visitorSaid = (message: CallbackMessage, head: HeadOf, said: Said): Translation =>
  one(personSaid(message, head, said, 'mini'))

function personSaid(message: CallbackMessage, head: HeadOf, said: Said, kind: 'oa' | 'mini'): Incoming {
  const base = eventBase(message, head.CreateTime)
  return {
    event: { ...base, name: 'message.received', kind: head.MsgType, ...said },
    claims: [claimOf(kind, message.account.appId, head.FromUserName)],
    facts: {},
  }
}
