import { z } from 'zod'
import { OutboxFate, ReceiptName } from '../../shared/api/journeys.ts'
import { RowNamed } from '../../shared/events.ts'
import { ContactId, EnrollmentId, JourneyId, NodeId } from '../../shared/ids.ts'

/**
 * One row per outward effect. waiting → sending (claimed, under a lease) → sent, handed, skipped, refused or unknown, and
 * from sending back to waiting with a later `notBefore`. Only the holder of the newest `claim` can settle a row.
 * `calledAt` is set just before a call that the platform might carry out twice if it were made twice: a row that was
 * left behind with it becomes unknown and is never sent again, unless the platform still knows the call's key; such a row
 * waits again and keeps it, as the time of the first call nobody heard the answer of. Without it the call had not been made, and the row is simply claimed again.
 * Leases run on the machine's clock; `notBefore` and `expires` on the business's, which a sandbox may speed up.
 */
export const OutboxDocument = z.object({
  /** The effect's key. */
  _id: z.string(),
  contact: ContactId.nullable(),
  journey: JourneyId.nullable(),
  enrollment: EnrollmentId.nullable(),
  node: NodeId.nullable(),
  channel: z.string(),
  /** Given for staff; a customer's is found when it is sent. */
  address: z.record(z.string(), z.unknown()).nullable(),
  content: z.unknown(),
  notBefore: z.date(),
  expires: z.date().nullable(),
  marketing: z.boolean(),
  /** Why it is where it is: why it was wanted, why it waits longer, why it ended so. */
  why: z.string(),
  /** Why it was wanted, whatever held it since. Rows of an older version have only the other. */
  wanted: z.string().optional(),
  /** The row of an object that its walk is about: what it says of such an object is of this one. */
  row: RowNamed.exactOptional(),
  fate: OutboxFate,
  /**
   * When somebody must look at it: `notBefore` while waiting, the lease's end while sending, absent once settled. A row
   * that can't wait for its turn (`dueOf`) stands a day before the others.
   */
  due: z.date().optional(),
  /** It waits because calls of the platform were used up. */
  spent: z.literal(true).optional(),
  claim: z.string().nullable(),
  calledAt: z.date().nullable(),
  /** The call to many that this row was made part of, and how many rows it has: a repeat needs all of them. */
  batch: z.object({ key: z.string(), size: z.number().int() }).nullable().default(null),
  /** Claims that led to a call, or may have: a hold and what was given back are none. */
  attempts: z.number().int(),
  /** Absent where the platform gave none, so that its index holds only real ones. */
  receipt: z.string().optional(),
  responseCode: z.string().nullable(),
  /** What was learned of it after it left, each once: the first telling counts. */
  told: z.partialRecord(ReceiptName, z.object({ at: z.date(), why: z.string().nullable() })).optional(),
  createdAt: z.date(),
  settledAt: z.date().nullable(),
  /** The company's day of settling, for counts. */
  day: z.string().nullable(),
})
export type OutboxDocument = z.infer<typeof OutboxDocument>

export type OutboxDraft = Pick<
  OutboxDocument,
  'contact' | 'journey' | 'enrollment' | 'node' | 'channel' | 'address' | 'notBefore' | 'expires' | 'marketing' | 'why'
> & { key: string; content: unknown; row?: RowNamed }
export type OutboxEntry = Omit<OutboxDocument, '_id' | 'content' | 'wanted'> & {
  key: string
  content: unknown
  wanted: string
}
export type Claimed = OutboxEntry & { claim: string }

/** How a row ends, or when it is tried again. */
export type Settlement = { key: string; claim: string; why: string } & (
  | {
      fate: 'sent' | 'handed' | 'skipped' | 'refused' | 'unknown'
      receipt: string | null
      responseCode: string | null
      /** Kept where somebody must ask later what became of it. */
      address?: Record<string, unknown>
    }
  | {
      fate: 'waiting'
      notBefore: Date
      calledAt: Date | null
      attempts: number
      /** Calls of the platform were used up: it may leave earlier when there are some again. */
      spent?: true
    }
)

const SOON_MS = 60_000
const AHEAD_MS = 86_400_000
/** What expires within a minute overtakes what waits: a welcome code lives twenty seconds. */
export function dueOf({ notBefore, expires }: Pick<OutboxDraft, 'notBefore' | 'expires'>, now: Date): Date {
  const hasty = expires !== null && notBefore <= now && expires.getTime() - now.getTime() <= SOON_MS
  return hasty ? new Date(notBefore.getTime() - AHEAD_MS) : notBefore
}
export const overtakes = ({ due, notBefore }: Pick<OutboxDocument, 'due' | 'notBefore'>): boolean =>
  due !== undefined && due < notBefore

export function unsettled({ key, ...draft }: OutboxDraft, now: Date) {
  const { contact, journey, enrollment, node, channel, address, content, notBefore, expires, marketing, why, row } =
    draft
  return {
    _id: key,
    ...{ contact, journey, enrollment, node, channel, address, content, notBefore, expires, marketing, why },
    ...(row === undefined ? {} : { row }),
    wanted: why,
    claim: null,
    calledAt: null,
    batch: null,
    attempts: 0,
    responseCode: null,
    createdAt: now,
    settledAt: null,
    day: null,
  }
}

export function toEntry(document: unknown): OutboxEntry {
  const { _id, content, wanted, ...rest } = OutboxDocument.parse(document)
  return { ...rest, key: _id, content, wanted: wanted ?? rest.why }
}
