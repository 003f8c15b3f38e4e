import type { z } from 'zod'
import type { ReceiptName } from '../../shared/api/journeys.ts'
import type { PopupContent } from '../../shared/channels/popup.ts'
import type { Contact } from '../../shared/contact.ts'
import type { EventName } from '../../shared/events.ts'
import type { ContactId, EventId, StaffId } from '../../shared/ids.ts'
import type { PassiveReply } from '../../shared/passive-reply.ts'
import type { Platform } from '../platforms/call.ts'
import type { Providers } from '../providers/open-providers.ts'
import type { PushDevice } from '../providers/push/contract.ts'

/** What became of one effect. Every case is handled by whoever settles the outbox row; nothing here is an exception. */
export type Delivery =
  /** `receipt` is the platform's id of the message, matched later by its delivery callback; `responseCode` updates a card. */
  | { kind: 'sent'; receipt: string | null; responseCode?: string }
  /** A member must still tap "send" (WeCom group messages). */
  | { kind: 'handed'; receipt: string }
  /** `says` is the platform's own reason, in Chinese. */
  | { kind: 'skipped'; why: 'not-reachable' | 'window-closed' | 'opted-out' | 'expired' | 'too-few'; says?: string }
  | { kind: 'later'; at: Date; why: 'quota' | 'busy' | 'rhythm' | 'offline' }
  /** Our setup is wrong; a person must look. */
  | { kind: 'refused'; why: string }
  /** It left and no answer came: never resent by itself. */
  | { kind: 'unknown'; why: string }

/** One thing to deliver. `key` is the effect's key: channels make the platform's own dedupe keys from it. */
export type Parcel<C, A> = {
  content: C
  address: A
  key: string
  /** Marketing bears its way out: the words of an SMS, the link of a mail. */
  marketing: boolean
  now: Date
  /** Where members are asked to do something once: the same was asked then and no answer came. Look before asking. */
  since?: Date
}

/** What a sent message has used up: a subscribe-message grant, a place in the customer-service window, a welcome code (facts A6.2, B4, C4.6). */
export type Ledger =
  | { kind: 'grant'; template: string }
  | { kind: 'window'; appId: string }
  | { kind: 'greeting'; event: EventId }

/** With `until` the address is good only so long and for this occasion: it is kept with the message from the start. */
export type Reach<A> = { ok: true; address: A; until?: Date } | { ok: false; why: string }

/** The callback of this person that is being held open, if there is one: the passive reply leaves on it. */
export type HeldCallbacks = {
  /** nobody: no callback is held, use another way; lost: the reply left but the connection broke. */
  answer(to: { appId: string; openId: string }, reply: PassiveReply): Promise<'answered' | 'nobody' | 'lost'>
}

export type OaLine = { appId: string; platform: Platform }
export type WecomLine = { corpId: string; agentId: string; platform: Platform }

/**
 * What a channel sends through: connected apps and providers, one line each. Asking for one that is not connected or
 * set up throws `NotConnected`.
 */
export type Platforms = {
  oa(appId: string): Promise<OaLine>
  mini(appId: string): Promise<OaLine>
  wechaty(): Promise<Platform>
  /** The company of this member; the one connected first for nobody in particular. */
  wecom(staff: StaffId | null): Promise<WecomLine>
  /** The very app that an event came to. */
  wecomApp(account: string): Promise<WecomLine>
  held: HeldCallbacks
  /** Providers that are set up; null where one is not. */
  providers: Pick<Providers, 'sms' | 'signName' | 'email' | 'push' | 'webhook'>
  people: PeopleLine
  links: LinkLine
  popups: { put(popup: NewPopup): Promise<void> }
  /** A moment between two calls of one message. */
  pause(ms: number): Promise<void>
}

/** In whose name several messages leave in one call: of one account, and where a member sends, of one member. */
export type Sender = { account: string; staff: StaffId | null }

/**
 * How a platform that takes many people at once is given them. Rows of the same sender and the same content share one
 * call; `key` is made from the keys of exactly these rows, and a repeat names exactly these rows under it again.
 */
export type Together<C, A> = {
  /** Null: this one goes by itself, through `deliver`. */
  senderOf(parcel: { content: C; address: A }): Sender | null
  most: number
  /** With fewer the platform takes no such call; a row that stays alone goes through `deliver`. */
  fewest: number
  /** What is decided within a window of this length leaves at its end; 0: only what was claimed at once goes together. */
  gatherMs: number
  /**
   * Whom the call asks to do it once for everybody they know: asked a second time on one day for the same content, they
   * would do it twice. Left out where each addressee is another's.
   */
  asks?(address: A): string
  /** One fate for each address, in their order. What is thrown is the fate of all. */
  deliver(
    errand: { content: C; addresses: readonly A[]; key: string; now: Date; since?: Date },
    platforms: Platforms,
  ): Promise<readonly Delivery[]>
}
/** Addresses that lie sealed: read when a message leaves and kept nowhere. Null for nobody's. */
export type PeopleLine = {
  phoneOf(contact: ContactId): Promise<string | null>
  emailOf(contact: ContactId): Promise<string | null>
  devicesOf(contact: ContactId): Promise<PushDevice[]>
  forgetDevices(ids: readonly string[]): Promise<void>
}
export type LinkLine = {
  /** A short address that leads to `url`, the same every time, and the code it ends in. */
  shorten(url: string): Promise<{ address: string; code: string }>
  /** The page on which one tap ends marketing on the channel. */
  unsubscribe(of: { contact: ContactId; channel: string }): string
  /** The picture by which a mail tells that it was opened; names the mail by its effect and nobody. */
  pixel(effect: string): string
}
export type NewPopup = { key: string; contact: ContactId; content: PopupContent; expires: Date; now: Date }

export type ChannelKind<N extends string = string, C extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> = {
  /** The same string in file name, database and URL. */
  name: N
  /** Chinese name in pickers and reports. */
  label: string
  /** system: it tells another system about a customer, who does not notice. */
  audience: 'customer' | 'staff' | 'system'
  /** Whom it can reach, as a manager reads it when choosing. */
  reachable: string
  /** How long after what a message may still be sent, as a manager reads it; null where it may be at any time. */
  window: string | null
  /**
   * Given where a message can only be an answer to one of these events, within seconds: a journey must not come to it
   * in another way. `what` says it to whoever draws the journey.
   */
  answers?: { events: readonly EventName[]; what: string }
  /** The platform's book that every message draws on: calls of this API through one account; null where none is kept. */
  quota: { api: string; per: 'day' | 'month' } | null
  /** How many the platform lets one person have from one account in a calendar day or month; null where it sets no limit. */
  perPerson: { most: number; per: 'day' | 'month' } | null
  /**
   * How many the platform takes for one addressee in a minute or an hour, where it drops what is beyond without a word:
   * `whoOf` names whom it counts. Left out where it drops nothing.
   */
  perAddressee?: { limits: readonly { per: 'minute' | 'hour'; most: number }[]; whoOf(address: z.output<A>): string }
  /** Fen per message; null where sending costs nothing. */
  cost: number | null
  /** What we learn of a message after it left; of a mail, `opened` is only a hint (http/routes/mail-pixel.ts). */
  receipts: readonly ReceiptName[]
  /** Whether its message may leave on the callback that is being held open; only then is holding worth while. */
  instant: boolean
  /** Whether a manager may pick it on the canvas; the others are used by the suite itself. */
  pickable: boolean
  /** The kind of account it sends through; null where it is a provider or ourselves. */
  account: 'oa' | 'mini' | 'wecom' | null
  /**
   * safe: a second call for one effect does no harm; keyed: the other side drops it; unsafe: never called again after
   * silence.
   */
  repeat: 'safe' | 'keyed' | 'unsafe'
  /** Settings form and stored shape, with the platform's real limits, so that what passes here is not refused there. */
  content: C
  address: A
  /**
   * Whether the person can be reached now and where; `why` is a Chinese sentence. Staff channels never reach a customer.
   * `account` is the one the content chose (`accountOf`): then through no other. `events` are those that brought a walk
   * here.
   */
  reach(contact: Contact, now: Date, account: string | null, events?: readonly string[]): Reach<z.output<A>>
  /** Has no `try`: what the platform throws, `troubles.ts` turns into a `Delivery`. */
  deliver(parcel: Parcel<z.output<C>, z.output<A>>, platforms: Platforms): Promise<Delivery>
  /** Given where the platform takes many people in one call; the content then holds nothing of one person. */
  together?: Together<z.output<C>, z.output<A>>
  /** What a message that left has drawn on; null where sending costs nothing that is counted. */
  ledger(sent: { content: z.output<C>; address: z.output<A>; receipt: string | null }): Ledger | null
  /** The content as one short Chinese sentence, for lists and timelines. */
  summary(content: z.output<C>): string
}

export function defineChannel<const N extends string, C extends z.ZodType, A extends z.ZodType>(
  kind: ChannelKind<N, C, A>,
) {
  return kind
}
