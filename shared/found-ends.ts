import type { IdentityKey } from './contact.ts'
import { EventId, type StaffId } from './ids.ts'

/**
 * Ids of the ends that a reconciliation found. One following, one friendship has one end: found twice it is the same
 * event, and the callback that comes late after all is recognised by it.
 */
export const foundUnfollow = (key: IdentityKey, followedAt: Date | null): EventId =>
  EventId.parse(`found:contact.unfollowed:${key}:${followedAt?.getTime() ?? 0}`)

export const foundRemoval = (key: IdentityKey, staff: StaffId, since: Date): EventId =>
  EventId.parse(`found:friend.removed:${key}:${staff}:${since.getTime()}`)
