import type { Contact, Friendship } from '../contact.ts'

/**
 * Whether a channel can reach the person now; if not, why, as a manager reads it. With `until` the address given is good
 * only so long, and for this one occasion: what is decided now goes there or nowhere.
 */
export type Reachability = { ok: true; address?: unknown; until?: Date } | { ok: false; why: string }

/** The friendships that last, oldest first: the first is "first staff who added". */
export const currentFriendships = (contact: Contact): Friendship[] =>
  contact.friendships.filter((one) => one.until === null).sort((a, b) => a.since.getTime() - b.since.getTime())

/** Marketing needs consent; a channel nobody spoke about is granted by following or adding. */
export const consentOf = (contact: Contact, channel: string): Reachability =>
  contact.consent[channel] === 'refused' ? { ok: false, why: '对方已拒绝接收此渠道的营销消息' } : { ok: true }
