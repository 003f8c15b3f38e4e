import { z } from 'zod'
import type { Contact } from '../../shared/contact.ts'
import type { ChannelKind, Delivery, Ledger, Platforms, Reach, Sender } from './contract.ts'
import { channelKinds } from './kinds/index.gen.ts'
import { accountOf } from './sender-account.ts'
import { fateOf } from './troubles.ts'

const kinds = new Map<string, ChannelKind>(channelKinds.map((kind) => [kind.name, erased(kind)]))

export type Errand = {
  channel: string
  content: unknown
  address: unknown
  key: string
  now: Date
  marketing: boolean
  since?: Date
}

/** The same content for all of them. */
export type CommonErrand = Omit<Errand, 'address' | 'marketing'> & { addresses: readonly unknown[] }

/** Marketing leaves through clients of its own, which keep a share of every quota free for alerts and replies. */
export function createChannels(platforms: Platforms, forMarketing: Platforms = platforms) {
  return {
    /** The same for many in one call: a fate for each address, in their order. */
    async deliverTogether({
      channel,
      content,
      addresses,
      key,
      now,
      since,
    }: CommonErrand): Promise<readonly Delivery[]> {
      const all = (fate: Delivery) => addresses.map(() => fate)
      const kind = kinds.get(channel)
      if (!kind?.together) return all({ kind: 'refused', why: `「${kind?.label ?? channel}」不能一次发给多人` })
      const body = kind.content.safeParse(content)
      if (!body.success) return all({ kind: 'refused', why: `内容不合规：${firstProblem(body.error)}` })
      const to = z.array(kind.address).safeParse(addresses)
      if (!to.success) return all({ kind: 'refused', why: `收件地址不合规：${firstProblem(to.error)}` })
      try {
        return await kind.together.deliver(
          { content: body.data, addresses: to.data, key, now, ...(since && { since }) },
          kind.audience === 'staff' ? platforms : forMarketing,
        )
      } catch (error) {
        return all(fateOf(error, now))
      }
    },

    /** Parses content and address with the channel's own schemas, delivers, and turns every trouble into a fate. */
    async deliver({ channel, content, address, key, now, marketing, since }: Errand): Promise<Delivery> {
      const kind = kinds.get(channel)
      if (!kind) return { kind: 'refused', why: `没有「${channel}」这个渠道` }
      const body = kind.content.safeParse(content)
      if (!body.success) return { kind: 'refused', why: `内容不合规：${firstProblem(body.error)}` }
      const to = kind.address.safeParse(address)
      if (!to.success) return { kind: 'refused', why: `收件地址不合规：${firstProblem(to.error)}` }
      try {
        return await kind.deliver(
          { content: body.data, address: to.data, key, now, marketing, ...(since && { since }) },
          marketing ? forMarketing : platforms,
        )
      } catch (error) {
        return fateOf(error, now)
      }
    },
  }
}
export type Channels = ReturnType<typeof createChannels>

export const channelNamed = (name: string): ChannelKind | undefined => kinds.get(name)

/** Through the account that the content chose, where it chose one. `events`: those that brought a walk here. */
export function reachThrough(
  channel: string,
  contact: Contact,
  now: Date,
  content?: unknown,
  events?: readonly string[],
): Reach<unknown> {
  return (
    kinds.get(channel)?.reach(contact, now, accountOf(content), events) ?? {
      ok: false,
      why: `没有「${channel}」这个渠道`,
    }
  )
}

/** In whose name a message would share a call with others; null when it goes by itself. */
export function senderOf(channel: string, given: { content: unknown; address: unknown }): Sender | null {
  const kind = kinds.get(channel)
  const content = kind?.content.safeParse(given.content)
  const address = kind?.address.safeParse(given.address)
  if (!kind?.together || !content?.success || !address?.success) return null
  return kind.together.senderOf({ content: content.data, address: address.data })
}

/** Whom the platform counts a message for, where it drops too many of them; null where it counts nobody. */
export function addresseeOf(channel: string, given: unknown): string | null {
  const kind = kinds.get(channel)
  const address = kind?.address.safeParse(given)
  return kind?.perAddressee && address?.success ? kind.perAddressee.whoOf(address.data) : null
}

/** Whom the call asks to do it once for everybody they know; null where it asks nobody. */
export function askedThrough(channel: string, given: unknown): string | null {
  const kind = kinds.get(channel)
  const address = kind?.address.safeParse(given)
  return address?.success ? (kind?.together?.asks?.(address.data) ?? null) : null
}

/** What a message that leaves through the channel draws on; nothing when it can't leave. */
export function ledgerOf(
  channel: string,
  sent: { content: unknown; address: unknown; receipt: string | null },
): Ledger | null {
  const kind = kinds.get(channel)
  const content = kind?.content.safeParse(sent.content)
  const address = kind?.address.safeParse(sent.address)
  if (!kind || !content?.success || !address?.success) return null
  return kind.ledger({ ...sent, content: content.data, address: address.data })
}

/** One short Chinese sentence; the label alone for a content the channel can't read any more. */
export function summaryOf(channel: string, content: unknown): string {
  const kind = kinds.get(channel)
  const parsed = kind?.content.safeParse(content)
  return kind && parsed?.success ? kind.summary(parsed.data) : (kind?.label ?? channel)
}

const firstProblem = (error: z.ZodError) => error.issues[0]?.message ?? '格式不对'

/** The registry's single cast: every kind parses content and address with its own schemas before it is called. */
function erased<K extends { name: string }>(kind: K): ChannelKind {
  return kind as unknown as ChannelKind
}
