import { z } from 'zod'
import { ContactId, EventId, StaffId } from './ids.ts'

/** The kinds of identity a person can have; the first part of every identity key. */
export const IdentityKind = z.enum(['oa', 'mini', 'wecom', 'unionid', 'phone', 'email', 'crm', 'wechaty', 'web'])
export type IdentityKind = z.infer<typeof IdentityKind>

/**
 * One identity as one string, unique over all contacts: `oa:<appid>:<openid>`, `mini:<appid>:<openid>`,
 * `wecom:<corpid>:<external_userid>`, `unionid:<unionid>`, `phone:<blind index>`, `crm:<source>:<id>`, `web:<site>:<visitor>`.
 * A phone or e-mail never stands in it in clear: its place is taken by the keyed blind index.
 */
export const IdentityKey = z
  .string()
  .regex(/^(oa|mini|wecom|unionid|phone|email|crm|wechaty|web):.+$/)
  .brand<'IdentityKey'>()
export type IdentityKey = z.infer<typeof IdentityKey>

export const identityKey = (kind: IdentityKind, ...parts: readonly string[]): IdentityKey =>
  IdentityKey.parse([kind, ...parts].join(':'))

export const kindOfKey = (key: IdentityKey): IdentityKind => IdentityKind.parse(key.slice(0, key.indexOf(':')))

/** How surely an identity belongs to the person: said by a platform, verified (a phone bound by tap), or declared (typed in a form, in a CRM row). */
export const Strength = z.enum(['platform', 'verified', 'declared'])
export type Strength = z.infer<typeof Strength>

export const Identity = z.object({
  key: IdentityKey,
  strength: Strength,
  /** Where it came from: `oa.user-info`, `mini.phone`, `crm-import`, `wecom.contact-get` … */
  source: z.string(),
  at: z.coerce.date(),
})
export type Identity = z.infer<typeof Identity>

/** A value of an attribute. Dates are ISO days (`2027-03-01`, the company's time zone) so that they sort as text. */
export const AttributeValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
export type AttributeValue = z.infer<typeof AttributeValue>

/** What first or last brought the person to us. */
export const ContactSource = z.object({
  /** `oa-scan`, `oa-search`, `mini`, `wecom-contact-way`, `wecom-friend`, `wecom-kf`, `crm-import` … */
  kind: z.string(),
  /** Scene of the QR code, state of the contact way, name of the file. */
  detail: z.string().nullable(),
  at: z.coerce.date(),
})
export type ContactSource = z.infer<typeof ContactSource>

/**
 * How much a source says about what brought somebody: a scan, a search, a colleague; less the mini-program, which one
 * mostly opens from within; least a row of the CRM, which brings nobody to us by itself.
 */
export const sourceRank = ({ kind }: Pick<ContactSource, 'kind'>): number =>
  kind === 'crm-import' ? 0 : kind === 'mini' || kind === 'web' ? 1 : 2

/** One staff member's WeCom friendship with the person; `until` is null while it lasts. */
export const Friendship = z.object({
  staff: StaffId,
  since: z.coerce.date(),
  until: z.coerce.date().nullable(),
  state: z.string().nullable(),
})
export type Friendship = z.infer<typeof Friendship>

/** The Official Account side of a person, per app. `following` false after an unfollow; the openid stays. */
export const Following = z.object({
  appId: z.string(),
  openId: z.string(),
  following: z.boolean(),
  followedAt: z.coerce.date().nullable(),
  unfollowedAt: z.coerce.date().nullable(),
  /** Customer-service window: until when, and how many messages may still be sent in it (facts A6.2). */
  windowUntil: z.coerce.date().nullable(),
  windowLeft: z.number().int(),
})
export type Following = z.infer<typeof Following>

/** A personal WeChat account of the company, run through Wechaty, and the person as it knows them. */
export const BotLink = z.object({
  /** The account's own id, and the person's id in it: neither means anything elsewhere. */
  bot: z.string(),
  id: z.string(),
  /** Among its friends, as it said last; otherwise they only share a group. */
  friend: z.boolean(),
  at: z.coerce.date(),
})
export type BotLink = z.infer<typeof BotLink>

/**
 * A door that an event opened for one greeting of a customer: by a member who was added, or at a desk of 微信客服. The
 * code that came with it works once and for some seconds; one that was used is not kept, and some events bring none.
 */
const door = { event: EventId, at: z.enum(['member', 'desk']), account: z.string(), until: z.coerce.date() }
export const Greeting = z.discriminatedUnion('state', [
  z.object({ ...door, state: z.literal('open'), code: z.string() }),
  z.object({ ...door, state: z.literal('used') }),
  z.object({ ...door, state: z.literal('none') }),
])
export type Greeting = z.infer<typeof Greeting>

export const Consent = z.enum(['granted', 'refused'])
export type Consent = z.infer<typeof Consent>

/** So many of the imports a person was in are kept. */
export const BATCHES_KEPT = 20

/** Where the provenance of a tag stands; a dot would be a path to the database. */
export const provenanceOfTag = (tag: string): string => `@tag:${tag.replaceAll('.', '．')}`

/**
 * The stage of the lifecycle somebody is in, by its key, null when they fit none; `turn` counts the changes, `rules` says by which
 * revision of the stages it was judged.
 */
export const PersonStage = z.object({
  name: z.string().nullable(),
  since: z.coerce.date(),
  turn: z.number().int(),
  rules: z.number().int(),
})
export type PersonStage = z.infer<typeof PersonStage>

export const Contact = z.object({
  id: ContactId,
  name: z.string().nullable(),
  identities: z.array(Identity),
  attributes: z.record(z.string(), AttributeValue),
  /**
   * Source and time of each attribute's value, by attribute name; behind an `@` of what is no attribute: `@name`,
   * `@phone`, `@owner`, `@consent:<channel>`, `@tag:<tag>`, and `@revoked:<platform>`, whose source lists what was removed.
   */
  provenance: z.record(z.string(), z.object({ source: z.string(), at: z.coerce.date() })),
  tags: z.array(z.string()),
  /** `138****1234`; the number itself is sealed and never leaves the store unasked. */
  phoneMasked: z.string().nullable(),
  firstSource: ContactSource.nullable(),
  lastSource: ContactSource.nullable(),
  followings: z.array(Following),
  friendships: z.array(Friendship),
  /** Missing in records older than this field. */
  bots: z.array(BotLink).default([]),
  /** The newest; missing in records older than this field. */
  greetings: z.array(Greeting).default([]),
  /** The salesperson who answers for this person. */
  owner: StaffId.nullable(),
  /** Marketing consent per channel; a channel not named is granted by following or adding. */
  consent: z.record(z.string(), Consent),
  /** What the suite reckons of the person, by name: `activity`, `spread`, `value`, `loyalty`, `points` … */
  scores: z.record(z.string(), z.number()).default({}),
  /** Missing while nobody has looked at it yet. */
  stage: PersonStage.optional(),
  /** Subscribe-message sends left, by template id. */
  grants: z.record(z.string(), z.number().int()),
  /** The imports this person was in, the newest last. Missing in records older than this field. */
  importBatches: z.array(z.string()).optional(),
  lastSeenAt: z.coerce.date().nullable(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
  revision: z.number().int(),
  /** Set when this record was merged away; the id then resolves to the survivor. */
  mergedInto: ContactId.nullable(),
})
export type Contact = z.infer<typeof Contact>
