import { z } from 'zod'
import { Consent, Contact } from '../contact.ts'
import { DomainEvent } from '../events.ts'
import { ContactId, EnrollmentId, JourneyId, LeadId, MergeId, NodeId } from '../ids.ts'
import { page } from './errors.ts'

/** A row of the people list. */
export const ContactRow = Contact.pick({
  id: true,
  name: true,
  tags: true,
  attributes: true,
  phoneMasked: true,
  owner: true,
  firstSource: true,
  lastSeenAt: true,
  createdAt: true,
  revision: true,
}).extend({
  identities: z.array(z.object({ key: z.string(), strength: z.string(), source: z.string(), at: z.coerce.date() })),
  ownerName: z.string().nullable(),
  stage: z.string().nullable(),
})
export type ContactRow = z.infer<typeof ContactRow>
export const ContactPage = page(ContactRow)

/** `q`: phone tail, name or openid; `identity`: one exact identity key; `tag`, `owner`: filters. */
export const ContactQuery = z.object({
  q: z.string().trim().max(80).optional(),
  identity: z.string().optional(),
  tag: z.string().optional(),
  owner: z.string().optional(),
  stage: z.string().optional(),
  /** Visitors of pages who never said who they are: left out unless `shown`. */
  anonymous: z.enum(['hidden', 'shown']).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ContactQuery = z.input<typeof ContactQuery>

/** GET /api/v1/contact-count: how many people a query finds; `atLeast`: so many, and nobody counted further. */
export const ContactCount = z.object({ people: z.number().int(), atLeast: z.boolean() })
export type ContactCount = z.infer<typeof ContactCount>
export const ContactCountQuery = ContactQuery.omit({ cursor: true, limit: true })

/** Whether a channel can reach the person now, and if not, why (a Chinese sentence). */
export const Reach = z.object({ channel: z.string(), label: z.string(), ok: z.boolean(), why: z.string().nullable() })
export type Reach = z.infer<typeof Reach>

export const WalkSummary = z.object({
  enrollment: EnrollmentId,
  journey: JourneyId,
  journeyName: z.string(),
  version: z.number().int(),
  state: z.enum(['at', 'left']),
  node: NodeId.nullable(),
  nodeLabel: z.string().nullable(),
  /** "等待点击，最多到 11月24日 10:00" */
  next: z.string().nullable(),
  enteredAt: z.coerce.date(),
  reason: z.string().nullable(),
})
export type WalkSummary = z.infer<typeof WalkSummary>

/** What a person said about marketing on one channel; null: nothing, so following or adding counts as yes. */
export const ChannelConsent = z.object({
  channel: z.string(),
  label: z.string(),
  consent: Consent.nullable(),
  /** Who said so, in Chinese, and when. */
  source: z.string().nullable(),
  at: z.coerce.date().nullable(),
})
export type ChannelConsent = z.infer<typeof ChannelConsent>
export const ConsentChange = z.object({ channel: z.string(), consent: Consent })
export type ConsentChange = z.infer<typeof ConsentChange>

/** Who gave a tag, in Chinese, and when; how strong it is where habits give it. */
export const TagSaid = z.object({
  tag: z.string(),
  by: z.string().nullable(),
  at: z.coerce.date().nullable(),
  strength: z.number().nullable(),
})
export type TagSaid = z.infer<typeof TagSaid>

export const ContactProfile = Contact.extend({
  tagsSaid: z.array(TagSaid),
  ownerName: z.string().nullable(),
  consents: z.array(ChannelConsent),
  reach: z.array(Reach),
  walks: z.array(WalkSummary),
  leads: z.array(
    z.object({ id: LeadId, status: z.string(), owner: z.string().nullable(), createdAt: z.coerce.date() }),
  ),
})
export type ContactProfile = z.infer<typeof ContactProfile>

/** One line of the timeline: the event, and a Chinese sentence for it. */
export const TimelineItem = z.object({
  event: DomainEvent,
  kind: z.enum(['behaviour', 'decision']),
  title: z.string(),
  why: z.string().nullable(),
})
export type TimelineItem = z.infer<typeof TimelineItem>
export const TimelinePage = page(TimelineItem)

export const MergeRecord = z.object({
  id: MergeId,
  into: ContactId,
  from: ContactId,
  fromName: z.string().nullable(),
  /** The facts that made it: which identity key, of what strength, said by which event. */
  evidence: z.array(
    z.object({ key: z.string(), strength: z.string(), source: z.string(), event: z.string().nullable() }),
  ),
  why: z.string(),
  at: z.coerce.date(),
  undoneAt: z.coerce.date().nullable(),
})
export type MergeRecord = z.infer<typeof MergeRecord>
/** Two people who could be one but must not be merged silently; `a` is `b` when one person would have two of what one can have only one of. */
export const MergeConflict = z.object({
  id: z.string(),
  /** Evidence that speaks against itself, or two records that only look alike. */
  kind: z.enum(['conflict', 'suggestion']),
  a: ContactId,
  b: ContactId,
  aName: z.string().nullable(),
  bName: z.string().nullable(),
  why: z.string(),
  at: z.coerce.date(),
})
export type MergeConflict = z.infer<typeof MergeConflict>

/** Two people side by side, and the one they would become. */
export const JoinPreview = z.object({ a: Contact, b: Contact, result: Contact })
export type JoinPreview = z.infer<typeof JoinPreview>
