import { z } from 'zod'
import { currentFriendships } from '../../shared/channels/reach.ts'
import { type Contact, kindOfKey } from '../../shared/contact.ts'
import { ExternalUserId, StaffId } from '../../shared/ids.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import type { Reach } from './contract.ts'

/** A customer of a company, and the member who speaks to them. */
export const WecomAddress = z.object({ corpId: z.string().min(1), staff: StaffId, externalUserId: ExternalUserId })
export type WecomAddress = z.output<typeof WecomAddress>

/** Through the owner while they are friends, else through who was added last; of the company that was chosen, if one was. */
export function reachFriend(contact: Contact, _now: Date, account: string | null): Reach<WecomAddress> {
  const friends = currentFriendships(contact).map(({ staff }) => staff)
  if (friends.length === 0) return { ok: false, why: '没有员工是对方的企业微信好友' }
  const inOrder = [...friends.filter((staff) => staff === contact.owner), ...[...friends].reverse()]
  const known = inOrder.flatMap((staff) => addressOf(contact, staff))
  const address = known.find(({ corpId }) => account === null || corpId === account)
  if (address) return { ok: true, address }
  return {
    ok: false,
    why: known.length === 0 ? '不知道对方的企业微信客户身份' : '所选企业里没有员工是对方的企业微信好友',
  }
}

/** Members of the company connected first have plain names: their company is none of the others'. */
function addressOf(contact: Contact, staff: StaffId): WecomAddress[] {
  const scope = scopeOf(staff)
  const others = new Set(contact.friendships.map((one) => scopeOf(one.staff)).filter((one) => one !== ''))
  const found = contact.identities
    .flatMap(({ key }) => (kindOfKey(key) === 'wecom' ? [key.split(':')] : []))
    .find(([, corp = '']) => (scope === '' ? !others.has(corp) : corp === scope))
  return found ? [WecomAddress.parse({ corpId: found[1], staff, externalUserId: found[2] })] : []
}
