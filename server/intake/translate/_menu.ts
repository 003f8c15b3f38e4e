import type { Incoming } from '../../../shared/incoming.ts'
import { tapWindow } from './_windows.ts'
import { type CallbackMessage, claimOf, eventBase, filled, Head } from './contract.ts'

export const MenuHead = Head.extend({ EventKey: filled })
type HeadOf = { FromUserName: string; CreateTime: number; EventKey: string }
type Given = { scanned?: string; photos?: number; place?: string }

/** A menu button was tapped. Only some kinds of buttons open the one-minute window (facts A6.2). */
export function menuTapped(
  message: CallbackMessage,
  { FromUserName: openId, CreateTime, EventKey: key }: HeadOf,
  { given = {}, opensWindow }: { given?: Given; opensWindow: boolean },
): Incoming {
  const base = eventBase(message, CreateTime)
  const { appId } = message.account
  return {
    event: { ...base, name: 'menu.clicked', key, ...given },
    claims: [claimOf('oa', appId, openId)],
    facts: { following: { appId, openId, following: true, ...(opensWindow && tapWindow(base.at)) } },
  }
}
