import { z } from 'zod'
import type { Contact } from '../../shared/contact.ts'
import { OpenId } from '../../shared/ids.ts'
import type { Reach } from './contract.ts'

export const MiniAddress = z.object({ appId: z.string().min(1), openId: OpenId })
export type MiniAddress = z.infer<typeof MiniAddress>

/** Whoever was in the mini-program that was chosen, else in the one they became known by last. */
export function reachVisitor(contact: Contact, _now: Date, account: string | null): Reach<MiniAddress> {
  const prefix = account === null ? 'mini:' : `mini:${account}:`
  const [newest] = contact.identities
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.key < b.key ? -1 : 1))
  if (!newest) return { ok: false, why: `没有使用过${account === null ? '' : '所选的'}小程序` }
  const [, appId, openId] = newest.key.split(':')
  return { ok: true, address: MiniAddress.parse({ appId, openId }) }
}
