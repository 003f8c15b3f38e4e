import { z } from 'zod'
import { ImportId, UserId } from '../ids.ts'
import { page } from './errors.ts'

export const Login = z.object({ name: z.string().min(1), password: z.string().min(1) })
export const CurrentUser = z.object({ id: UserId, name: z.string(), role: z.enum(['admin', 'manager', 'viewer']) })
export type CurrentUser = z.infer<typeof CurrentUser>

/** GET /api/v1/overview: today against the same weekday last week. */
const Figure = z.object({ today: z.number().int(), before: z.number().int() })
export const Overview = z.object({
  day: z.string(),
  newContacts: Figure,
  newFollowers: Figure,
  unfollows: Figure,
  leads: Figure,
  claimedLeads: Figure,
  people: z.number().int(),
  channels: z.array(
    z.object({
      channel: z.string(),
      label: z.string(),
      sent: z.number().int(),
      skipped: z.number().int(),
      failed: z.number().int(),
      waiting: z.number().int(),
    }),
  ),
  journeys: z.array(z.object({ id: z.string(), name: z.string(), inside: z.number().int() })),
  /** Things a person must look at: unknown sends, unknown events, unverified accounts, conflicts. */
  attention: z.array(z.object({ kind: z.string(), message: z.string(), count: z.number().int(), link: z.string() })),
})
export type Overview = z.infer<typeof Overview>

export const ImportSummary = z.object({
  id: ImportId,
  file: z.string(),
  /** The object whose rows the file holds; null when it holds people. */
  object: z.object({ name: z.string(), label: z.string() }).nullable().default(null),
  source: z.string(),
  by: z.string(),
  /** `mapping` and `ready` wait for a person: to say what the columns mean, and to start after the preview. */
  state: z.enum(['mapping', 'previewing', 'ready', 'running', 'done', 'failed', 'cancelled']),
  rows: z.number().int(),
  created: z.number().int(),
  merged: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  /** Rows that were taken with a remark. */
  remarked: z.number().int(),
  /** 0–1 by bytes read. */
  progress: z.number(),
  problem: z.string().nullable(),
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
})
export type ImportSummary = z.infer<typeof ImportSummary>
export const ImportPage = page(ImportSummary)

/** A callback that no translator knows, or that failed: kept, listed, replayable. */
export const InboxRow = z.object({
  id: z.string(),
  account: z.string(),
  platform: z.string(),
  type: z.string(),
  status: z.enum(['new', 'done', 'unknown', 'failed']),
  problem: z.string().nullable(),
  body: z.string(),
  receivedAt: z.coerce.date(),
})
export type InboxRow = z.infer<typeof InboxRow>
export const InboxPage = page(InboxRow)
