import { z } from 'zod'
import {
  AttributeValue,
  BotLink,
  Consent,
  ContactSource,
  Following,
  Friendship,
  IdentityKey,
  Strength,
} from './contact.ts'
import { DomainEvent } from './events.ts'
import { ContactId } from './ids.ts'

/** Something says that this identity belongs to the person the event is about. */
export const IdentityClaim = z.object({ key: IdentityKey, strength: Strength, source: z.string() })
export type IdentityClaim = z.infer<typeof IdentityClaim>

/** What the event teaches about the person besides having happened. Each field given overwrites by precedence of its source. */
export const ProfileFacts = z.object({
  name: z.string().optional(),
  attributes: z.record(z.string(), AttributeValue).optional(),
  source: ContactSource.optional(),
  /** A phone number sealed by the store's cipher (never clear text in the inbox) and its masked form. */
  phone: z.object({ sealed: z.string(), masked: z.string() }).optional(),
  /** An e-mail address, likewise sealed. */
  email: z.object({ sealed: z.string(), masked: z.string() }).optional(),
  /** The number of an identity document, likewise sealed, with the blind index it is found by. */
  idNumber: z.object({ key: z.string(), sealed: z.string(), masked: z.string() }).optional(),
  following: Following.partial().required({ appId: true, openId: true }).optional(),
  /** A WeCom friendship found by a sync, when no event says so. */
  friendship: Friendship.pick({ staff: true, since: true, state: true }).optional(),
  bot: BotLink.omit({ at: true }).optional(),
  owner: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** Marketing consent by channel. What the person or a colleague said stands above it, but a refusal is always taken. */
  consent: z.record(z.string(), Consent).optional(),
  /** Attributes that have no value any more. */
  cleared: z.array(z.string()).optional(),
  /** The import that told it. */
  batch: z.string().optional(),
})
export type ProfileFacts = z.infer<typeof ProfileFacts>

/** An event on its way in: about whom (claims, the strongest first), what happened, what it teaches. */
export const Incoming = z.object({
  event: DomainEvent,
  claims: z.array(IdentityClaim),
  facts: ProfileFacts,
  /** The person, when it is known by our own id (a colleague's note, a claim, the clock); merged ids are followed. */
  contact: ContactId.optional(),
})
export type Incoming = z.infer<typeof Incoming>
