import { z } from 'zod'
import type { Contact } from '../../shared/contact.ts'
import { OpenId } from '../../shared/ids.ts'
import type { Reach } from './contract.ts'

export const MiniAddress = z.object({ appId: z.string().min(1), openId: OpenId })
export type MiniAddress = z.infer<typeof MiniAddress>

/** Whoever was in the mini-program. */
export function reachVisitor(contact: Contact): Reach<MiniAddress> {
  const key = contact.identities.find((one) => one.key.startsWith('mini:'))?.key
  if (key === undefined) return { ok: false, why: '没有使用过小程序' }
  const [, appId, openId] = key.split(':')
  return { ok: true, address: MiniAddress.parse({ appId, openId }) }
}
