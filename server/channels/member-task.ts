import type { z } from 'zod'
import { type ChannelKind, type Delivery, defineChannel, type Platforms, type Sender } from './contract.ts'
import { reachFriend, WecomAddress } from './friend-address.ts'

type Errand<C> = {
  content: C
  to: readonly WecomAddress[]
  now: Date
  /** The same was asked then, and no answer came. */
  since: Date | null
}

/**
 * A task for members: nothing leaves before a member confirms it on the phone (facts C4.7, C4.8), and what became of it
 * is asked for later. A company may let a customer have one a day, seven a week or as many a month as it has days; one a
 * day keeps to all of them.
 */
export function memberTask<const N extends string, C extends z.ZodType>(own: {
  name: N
  label: string
  reachable: string
  content: C
  gatherMs: number
  senderOf(address: WecomAddress): Sender
  /** Whom it asks to do it once for everybody they know. */
  asks?(address: WecomAddress): string
  /** One fate for each, in their order. */
  handOver(errand: Errand<z.output<C>>, platforms: Platforms): Promise<Delivery[]>
  summary(content: z.output<C>): string
}): ChannelKind<N, C, typeof WecomAddress> {
  const { name, label, reachable, content, gatherMs, asks, handOver, summary } = own
  return defineChannel({
    ...{ name, label, reachable, content, summary },
    audience: 'customer',
    window: null,
    quota: null,
    perPerson: { most: 1, per: 'day' },
    cost: null,
    receipts: ['delivered', 'failed'],
    instant: false,
    pickable: true,
    account: 'wecom',
    repeat: 'unsafe',
    address: WecomAddress,
    reach: reachFriend,
    async deliver({ content, address, now, since = null }, platforms) {
      const [fate] = await handOver({ content, to: [address], now, since }, platforms)
      return fate ?? { kind: 'skipped', why: 'not-reachable' }
    },
    together: {
      senderOf: ({ address }) => own.senderOf(address),
      most: 10_000,
      fewest: 1,
      gatherMs,
      ...(asks && { asks }),
      deliver: ({ content, addresses, now, since = null }, platforms) =>
        handOver({ content, to: addresses, now, since }, platforms),
    },
    ledger: () => null,
  })
}
