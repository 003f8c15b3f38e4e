import type { Contact, Friendship } from '../contact.ts'

/** Whether a channel can reach the person now; if not, why, as a manager reads it. */
export type Reachability = { ok: true } | { ok: false; why: string }

/** The friendships that last, oldest first: the first is "first staff who added". */
export const currentFriendships = (contact: Contact): Friendship[] =>
  contact.friendships.filter((one) => one.until === null).sort((a, b) => a.since.getTime() - b.since.getTime())

/** Marketing needs consent; a channel nobody spoke about is granted by following or adding. */
export const consentOf = (contact: Contact, channel: string): Reachability =>
  contact.consent[channel] === 'refused' ? { ok: false, why: '对方已拒绝接收此渠道的营销消息' } : { ok: true }
