import { z } from 'zod'
import { type EventName, eventLabels, RowNamed } from '../../shared/events.ts'
import { ContactId, EnrollmentId, JourneyId, NodeId } from '../../shared/ids.ts'
import type { Enrollment } from '../../shared/journey/journey.ts'

/** How an enrollment lies in the database, and what its `pending` holds until it was moved to where it belongs. */
const Intent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('send'),
    channel: z.string(),
    content: z.unknown(),
    expires: z.date().nullable(),
    marketing: z.boolean(),
    address: z.unknown().optional(),
  }),
  z.object({ kind: z.literal('skip'), channel: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('tag'), add: z.array(z.string()), remove: z.array(z.string()) }),
  z.object({
    kind: z.literal('alert'),
    alert: z.enum(['new-lead', 'opportunity', 'churn', 'order']),
    targets: z.array(z.enum(['event-staff', 'first-staff', 'owner', 'department-leader'])),
    title: z.string(),
    advice: z.string(),
    staffOfEvent: z.string().nullable(),
  }),
])
const Effect = z.object({ key: z.string(), node: NodeId, intent: Intent, why: z.string() })
const Trail = z.object({
  node: NodeId,
  exit: z.string(),
  visit: z.number().int(),
  at: z.date(),
  why: z.string(),
})

/** `events` is absent in what was written before it was kept. */
const Context = z.object({
  event: z.string().nullable(),
  events: z.array(z.string()).exactOptional(),
  staff: z.string().nullable(),
  row: RowNamed.exactOptional(),
})

/** Decided and committed, not yet carried out. `batch` is the commit that wrote it: only its mover may clear it. */
export const Pending = z.object({
  batch: z.string(),
  since: z.date(),
  /** Why the person entered, when this is the walk's first commit. */
  entered: z.string().nullable(),
  effects: z.array(Effect),
  trail: z.array(Trail),
})
export type Pending = z.infer<typeof Pending>

const awaited = z.custom<EventName>((name) => typeof name === 'string' && name in eventLabels)

export const EnrollmentDocument = z.object({
  _id: EnrollmentId,
  contact: ContactId,
  journey: JourneyId,
  version: z.number().int(),
  /** Unique per journey and contact: the same start twice is one walk. */
  entry: z.string(),
  startedBy: z.string().nullable(),
  /** The place in the order of arrival of what began this walk, and of what moved it last. Absent in what is older. */
  begun: z.number().optional(),
  moved: z.number().optional(),
  partition: z.number().int(),
  /** Changes with every commit: the fence that keeps a paused worker from writing over another's step. */
  revision: z.number().int(),
  visit: z.number().int(),
  enteredAt: z.date(),
  context: Context,
  state: z.enum(['at', 'left']),
  node: NodeId.nullable(),
  arrivedAt: z.date().nullable(),
  /** Absent when no timer runs, so that the index of timers holds only timers. */
  until: z.date().optional(),
  awaits: z.array(awaited),
  reason: z.string().nullable(),
  leftAt: z.date().nullable(),
  trail: z.array(Trail),
  pending: Pending.optional(),
})
export type EnrollmentDocument = z.infer<typeof EnrollmentDocument>

/** Without the trail, which grows and which no decision reads. */
export const LoadedDocument = EnrollmentDocument.omit({ trail: true })
type LoadedDocument = z.infer<typeof LoadedDocument>

/** An enrollment with what the store needs to write its next step. */
export type LoadedEnrollment = {
  enrollment: Enrollment
  revision: number
  pending: Pending | null
  /** Place in the order of arrival of what moved it last; null when nobody knows any more. */
  moved: number | null
}

export function toLoaded(stored: unknown): LoadedEnrollment {
  const document = LoadedDocument.parse(stored)
  const { revision, pending = null, moved = null } = document
  return { enrollment: toEnrollment(document), revision, pending, moved }
}

export function toEnrollment(document: LoadedDocument): Enrollment {
  const { _id: id, contact, journey, version, visit, enteredAt, context } = document
  const common = { id, contact, journey, version, visit, enteredAt, context }
  if (document.state === 'at' && document.node !== null) {
    const { node, arrivedAt, until, awaits } = document
    return { ...common, state: 'at', node, arrivedAt: arrivedAt ?? enteredAt, until: until ?? null, awaits }
  }
  return { ...common, state: 'left', reason: document.reason ?? '', leftAt: document.leftAt ?? enteredAt }
}

/** The fields that a step changes, in both directions of an update. */
export function positionOf(enrollment: Enrollment) {
  const { visit } = enrollment
  const { event, events, staff, row } = enrollment.context
  const context = { event, staff, ...(events ? { events: [...events] } : {}), ...(row ? { row } : {}) }
  switch (enrollment.state) {
    case 'at': {
      const { node, arrivedAt, until, awaits } = enrollment
      const fields = {
        state: 'at' as const,
        visit,
        context,
        node,
        arrivedAt,
        awaits: [...awaits],
        reason: null,
        leftAt: null,
      }
      return { fields, until }
    }
    case 'left': {
      const { reason, leftAt } = enrollment
      const fields = { state: 'left' as const, visit, context, node: null, arrivedAt: null, awaits: [], reason, leftAt }
      return { fields, until: null }
    }
  }
}
