import { z } from 'zod'
import { Consent } from '../contact.ts'
import { ContactId } from '../ids.ts'

/** What became of one event of a batch. */
export const EventResult = z.object({
  index: z.number().int(),
  id: z.string().nullable(),
  result: z.enum(['taken', 'refused']),
  problem: z.string().optional(),
})
/** POST /api/v1/events: `accepted` are new, `repeated` were known by their id, and what was refused is named. */
export const EventResults = z.object({
  accepted: z.number().int(),
  repeated: z.number().int(),
  refused: z.number().int(),
  /** Only those that were refused. */
  items: z.array(EventResult),
})
export type EventResults = z.infer<typeof EventResults>

/**
 * PUT /api/v1/contacts: what an outside system knows about a person. `requestId` makes it safe to send again: the same
 * id changes nothing a second time.
 */
export const ContactUpsert = z.object({
  requestId: z.string().min(1).max(120),
  /** As outsiders know them: `phone:13900000000`, `crm:erp:1001`, `oa:<appid>:<openid>`; the surest first. */
  identities: z.array(z.string().min(3).max(200)).min(1).max(20),
  name: z.string().trim().min(1).max(60).optional(),
  /** Of an identity card; kept sealed, shown masked. */
  idNumber: z.string().max(40).optional(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  tags: z.array(z.string().trim().min(1).max(60)).max(100).default([]),
  /** By channel: `{"sms":"refused"}`. "granted" takes a refusal back only with an `at` that is later than it. */
  consent: z.record(z.string(), Consent).default({}),
  /** When the outside system learned it; a later word of the same source wins. Now, when left out. */
  at: z.coerce.date().optional(),
})
export type ContactUpsert = z.output<typeof ContactUpsert>
export const ContactUpserted = z.object({ contact: ContactId.nullable() })
