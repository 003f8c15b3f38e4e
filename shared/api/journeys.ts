import { z } from 'zod'
import { ContactId, EnrollmentId, JourneyId, NodeId } from '../ids.ts'
import { JourneyDefinition } from '../journey/journey.ts'
import { page } from './errors.ts'

export const NewJourney = z.object({ name: z.string().trim().min(1).max(60), definition: JourneyDefinition })
export type NewJourney = z.input<typeof NewJourney>

export const JourneySummary = z.object({
  id: JourneyId,
  name: z.string(),
  /** draft: never published; live: the newest version takes new people; paused: nobody enters, those inside go on. */
  state: z.enum(['draft', 'live', 'paused']),
  version: z.number().int().nullable(),
  inside: z.number().int(),
  entered: z.number().int(),
  changedSincePublish: z.boolean(),
  updatedAt: z.coerce.date(),
})
export type JourneySummary = z.infer<typeof JourneySummary>
export const JourneyPage = page(JourneySummary)

/** One thing wrong (error: can't be published) or odd (warning) in a draft; `node` is null when it is about the whole. */
export const Problem = z.object({
  level: z.enum(['error', 'warning']),
  node: NodeId.nullable(),
  code: z.string(),
  message: z.string(),
})
export type Problem = z.infer<typeof Problem>

export const JourneyDetail = JourneySummary.extend({
  draft: JourneyDefinition,
  /** Changes with every save; a save carries the one it was based on, and a stale one is refused with 409. */
  draftRevision: z.number().int(),
  problems: z.array(Problem),
})
export type JourneyDetail = z.infer<typeof JourneyDetail>

export const SaveDraft = z.object({
  name: z.string().trim().min(1).max(60),
  definition: JourneyDefinition,
  basedOn: z.number().int(),
})
export type SaveDraft = z.input<typeof SaveDraft>
export const Published = z.object({ version: z.number().int() })

/** People per node of the newest version: standing there now, and passed through each exit so far, in whichever version they walk. */
export const JourneyCounts = z.object({
  version: z.number().int().nullable(),
  /** People under way, and how many of them walk a version before the newest; those may stand at a node it no longer has. */
  inside: z.number().int(),
  older: z.number().int(),
  nodes: z.array(z.object({ node: NodeId, here: z.number().int(), passed: z.record(z.string(), z.number().int()) })),
})
export type JourneyCounts = z.infer<typeof JourneyCounts>

export const EnrollmentRow = z.object({
  id: EnrollmentId,
  journey: JourneyId,
  contact: ContactId,
  contactName: z.string().nullable(),
  version: z.number().int(),
  state: z.enum(['at', 'left']),
  node: NodeId.nullable(),
  until: z.coerce.date().nullable(),
  reason: z.string().nullable(),
  enteredAt: z.coerce.date(),
  trail: z.array(z.object({ node: NodeId, exit: z.string(), at: z.coerce.date(), why: z.string() })),
})
export type EnrollmentRow = z.infer<typeof EnrollmentRow>
export const EnrollmentPage = page(EnrollmentRow)

export const OutboxFate = z.enum(['waiting', 'sending', 'sent', 'handed', 'skipped', 'refused', 'unknown'])
export type OutboxFate = z.infer<typeof OutboxFate>
/**
 * What the platform, or the page behind a tracked link, tells afterwards about a message that left. Of a mail, `opened` is
 * a hint: a picture was fetched, which some mail services do before anybody looks and some programs never do.
 */
export const ReceiptName = z.enum(['delivered', 'failed', 'opened', 'clicked', 'replied']).meta({
  description:
    'Of an e-mail, "opened" is only a hint: a picture in it was fetched, which some mail services do before anybody looks and some programs never do; "clicked" is proof.',
})
export type ReceiptName = z.infer<typeof ReceiptName>

export const OutboxRow = z.object({
  key: z.string(),
  contact: ContactId.nullable(),
  contactName: z.string().nullable(),
  journey: JourneyId.nullable(),
  channel: z.string(),
  summary: z.string(),
  fate: OutboxFate,
  why: z.string().nullable(),
  /** In the order in which it was told. */
  receipts: z.array(z.object({ name: ReceiptName, at: z.coerce.date(), why: z.string().nullable() })),
  notBefore: z.coerce.date(),
  createdAt: z.coerce.date(),
  settledAt: z.coerce.date().nullable(),
})
export type OutboxRow = z.infer<typeof OutboxRow>
export const OutboxPage = page(OutboxRow)

/** `GET /api/v1/catalogue`: what the canvas offers. Each `settings` / `content` is a JSON Schema; forms are made from it. */
export const Catalogue = z.object({
  nodes: z.array(
    z.object({
      type: z.string(),
      label: z.string(),
      hint: z.string(),
      class: z.enum(['start', 'branch', 'act', 'end']),
      exits: z.array(z.object({ name: z.string(), label: z.string() })),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  conditions: z.array(
    z.object({ type: z.string(), label: z.string(), group: z.string(), settings: z.record(z.string(), z.unknown()) }),
  ),
  channels: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      /** Whom it reaches and within which time after what; sentences for the one who chooses. */
      reachable: z.string(),
      window: z.string().nullable(),
      perPerson: z.object({ most: z.number().int(), per: z.enum(['day', 'month']) }).nullable(),
      /** Fen per message. */
      cost: z.number().nullable(),
      content: z.record(z.string(), z.unknown()),
    }),
  ),
  events: z.array(z.object({ name: z.string(), label: z.string() })),
  templates: z.array(
    z.object({
      account: z.string(),
      id: z.string(),
      title: z.string(),
      fields: z.array(z.object({ name: z.string(), label: z.string() })),
      /** notice: only for subscription notices of an Official Account, and nothing else is. */
      sort: z.enum(['message', 'notice']).default('message'),
    }),
  ),
})
export type Catalogue = z.infer<typeof Catalogue>
