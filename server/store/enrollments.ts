import type mongoose from 'mongoose'
import type { EventName } from '../../shared/events.ts'
import type { ContactId, EnrollmentId, JourneyId, NodeId } from '../../shared/ids.ts'
import { eventsOf } from '../../shared/journey/engine.ts'
import type { Effect, Enrollment, Trail } from '../../shared/journey/journey.ts'
import { chunksOf, wroteAll } from './bulk.ts'
import {
  EnrollmentDocument,
  type LoadedEnrollment,
  type Pending,
  positionOf,
  toEnrollment,
  toLoaded,
} from './enrollment-document.ts'
import { createLineage } from './lineage.ts'
import { partitionOf } from './partition.ts'

export type { LoadedEnrollment, Pending } from './enrollment-document.ts'

export const indexes = [
  { collection: 'enrollments', spec: { contact: 1, journey: 1, entry: 1 }, options: { unique: true } },
  {
    collection: 'enrollments',
    spec: { partition: 1, until: 1 },
    options: { partialFilterExpression: { until: { $exists: true } } },
  },
  { collection: 'enrollments', spec: { journey: 1, node: 1 }, options: {} },
  {
    collection: 'enrollments',
    spec: { 'pending.since': 1 },
    options: { partialFilterExpression: { 'pending.since': { $exists: true } } },
  },
] as const

/** `order`: the place in the order of arrival of what starts or moves it. */
export type NewEnrollment = {
  enrollment: Enrollment
  entry: string
  startedBy: string | null
  order: number
  pending: Pending
}
export type CommitStep = { before: LoadedEnrollment; after: Enrollment; order: number; pending: Pending }
export type Walk = {
  journey: JourneyId
  contact: ContactId
  entry: string
  state: 'at' | 'left'
  startedBy: string | null
  /** The last events that moved it, oldest first. */
  events: readonly string[]
  /** From where to where in the order of arrival it went, as far as it is known. */
  begun: number | null
  moved: number | null
}
export type EnrollmentDetail = { enrollment: Enrollment; trail: readonly Trail[] }

const MAX_TRAIL = 200
/** Measured on the embedded engine: four unordered bulk writes of a thousand side by side reach two to three times one. */
const WRITE_CHUNK = 250

export function createEnrollmentsStore(connection: mongoose.Connection) {
  const enrollments = connection.collection<EnrollmentDocument>('enrollments')
  const lean = { projection: { trail: 0 } } as const

  /** Which of these carry the batch: what is left after a bulk write of which a part lost a race. */
  const writtenBy = async (ids: readonly EnrollmentId[], batch: string): Promise<Set<EnrollmentId>> => {
    const ours = await enrollments
      .find({ _id: { $in: [...ids] }, 'pending.batch': batch }, { projection: { _id: 1 } })
      .toArray()
    return new Set(ours.map(({ _id }) => _id))
  }

  const lineage = createLineage(connection)

  return {
    lineage,

    /** Gives back what was inserted; the others had been started already. */
    async insert(starts: readonly NewEnrollment[], batch: string): Promise<Set<EnrollmentId>> {
      const written = await inChunks(starts, async (chunk) => {
        const ids = chunk.map(({ enrollment }) => enrollment.id)
        const all = await wroteAll(() => enrollments.insertMany(chunk.map(toDocument), { ordered: false }))
        return all ? ids : [...(await writtenBy(ids, batch))]
      })
      return new Set(written)
    },

    /** One guarded update per enrollment; gives back the ids that another worker moved meanwhile. */
    async commitSteps(steps: readonly CommitStep[], batch: string): Promise<Set<EnrollmentId>> {
      const lost = await inChunks(steps, async (chunk) => {
        let matched = 0
        const whole = await wroteAll(async () => {
          matched = (await enrollments.bulkWrite(chunk.map(guardedUpdate), { ordered: false })).matchedCount
        })
        if (whole && matched === chunk.length) return []
        const ids = chunk.map(({ after }) => after.id)
        const ours = await writtenBy(ids, batch)
        return ids.filter((id) => !ours.has(id))
      })
      return new Set(lost)
    },

    async load(ids: readonly EnrollmentId[]): Promise<LoadedEnrollment[]> {
      return (await enrollments.find({ _id: { $in: [...ids] } }, lean).toArray()).map(toLoaded)
    },

    /** Enrollments whose timer passed, of the partitions one worker holds. */
    async due(query: { partitions: readonly number[]; now: Date; limit: number }): Promise<LoadedEnrollment[]> {
      const found = await enrollments
        .find({ partition: { $in: [...query.partitions] }, until: { $lte: query.now } }, lean)
        .limit(query.limit)
        .toArray()
      return found.map(toLoaded)
    },

    /** Enrollments of these contacts that await one of these events, under the ids of their survivors. */
    async waitingFor(
      ids: readonly ContactId[],
      events: readonly EventName[],
    ): Promise<Map<ContactId, LoadedEnrollment[]>> {
      const readAs = await lineage(ids)
      const found = await enrollments
        .find({ contact: { $in: [...readAs.keys()] }, awaits: { $in: [...events] } }, lean)
        .toArray()
      const byContact = new Map<ContactId, LoadedEnrollment[]>()
      for (const one of found.map(toLoaded)) {
        const survivor = readAs.get(one.enrollment.contact) ?? one.enrollment.contact
        byContact.set(survivor, [...(byContact.get(survivor) ?? []), one])
      }
      return byContact
    },

    /** Every walk these contacts ever began in these journeys: what the re-entry policy looks at. */
    async walksOf(journeys: readonly JourneyId[], ids: readonly ContactId[]): Promise<Walk[]> {
      const readAs = await lineage(ids)
      const found = await enrollments
        .find(
          { contact: { $in: [...readAs.keys()] }, journey: { $in: [...journeys] } },
          { projection: { journey: 1, contact: 1, entry: 1, state: 1, startedBy: 1, begun: 1, moved: 1, context: 1 } },
        )
        .toArray()
      return found.map(({ journey, contact, entry, state, startedBy, begun = null, moved = null, context }) => ({
        journey,
        contact: readAs.get(contact) ?? contact,
        entry,
        state,
        startedBy,
        begun,
        moved,
        events: eventsOf(context),
      }))
    },

    /** Commits whose move was cut off. */
    async stuckPending(query: { before: Date; limit: number }): Promise<LoadedEnrollment[]> {
      const found = await enrollments
        .find({ 'pending.since': { $lte: query.before } }, lean)
        .limit(query.limit)
        .toArray()
      return found.map(toLoaded)
    },

    /** After the move. A commit made meanwhile carries its own batch and stays. */
    async clearPending(ids: readonly EnrollmentId[], batch: string): Promise<void> {
      await inChunks(ids, async (chunk) => {
        await enrollments.updateMany({ _id: { $in: chunk }, 'pending.batch': batch }, { $unset: { pending: '' } })
        return []
      })
    },

    /** One page for the admin page and the API, newest id last; `next` is the id to go on after. */
    async page(query: {
      journey?: JourneyId | undefined
      contact?: ContactId | undefined
      node?: NodeId | undefined
      /** Only walks under way in a version before this one. */
      before?: number | undefined
      after?: EnrollmentId | undefined
      limit: number
    }): Promise<{ items: EnrollmentDetail[]; next: EnrollmentId | null }> {
      const contactIds = query.contact ? [...(await lineage([query.contact])).keys()] : null
      const found = await enrollments
        .find({
          ...(contactIds ? { contact: { $in: contactIds } } : {}),
          ...(query.journey ? { journey: query.journey } : {}),
          ...(query.node ? { node: query.node } : {}),
          ...(query.before ? { state: 'at' as const, version: { $lt: query.before } } : {}),
          ...(query.after ? { _id: { $gt: query.after } } : {}),
        })
        .sort({ _id: 1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map((stored) => {
        const document = EnrollmentDocument.parse(stored)
        return { enrollment: toEnrollment(document), trail: document.trail }
      })
      return { items, next: found.length > query.limit ? (items.at(-1)?.enrollment.id ?? null) : null }
    },

    /** How many are inside, and how many ever entered. */
    async totals(journeys: readonly JourneyId[]): Promise<Map<JourneyId, { inside: number; entered: number }>> {
      const rows = await enrollments
        .aggregate<{ _id: JourneyId; inside: number; entered: number }>([
          { $match: { journey: { $in: [...journeys] } } },
          {
            $group: {
              _id: '$journey',
              inside: { $sum: { $cond: [{ $eq: ['$state', 'at'] }, 1, 0] } },
              entered: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return new Map(rows.map(({ _id, inside, entered }) => [_id, { inside, entered }]))
    },

    /** Who stands where, in any version, how many of them in one before `version`, and who passed through which exit. */
    async countsOf(journey: JourneyId, version: number) {
      const here = enrollments
        .aggregate<{ _id: string; count: number; older: number }>([
          { $match: { journey, state: 'at' } },
          {
            $group: {
              _id: '$node',
              count: { $sum: 1 },
              older: { $sum: { $cond: [{ $lt: ['$version', version] }, 1, 0] } },
            },
          },
        ])
        .toArray()
      const passed = enrollments
        .aggregate<{ _id: { node: string; exit: string }; count: number }>([
          { $match: { journey } },
          { $unwind: '$trail' },
          { $group: { _id: { node: '$trail.node', exit: '$trail.exit' }, count: { $sum: 1 } } },
        ])
        .toArray()
      const [standing, walked] = await Promise.all([here, passed])
      return {
        here: new Map(standing.map(({ _id, count }) => [_id, count])),
        older: standing.reduce((sum, node) => sum + node.older, 0),
        passed: walked.map(({ _id, count }) => ({ ..._id, count })),
      }
    },
  }
}
export type EnrollmentsStore = ReturnType<typeof createEnrollmentsStore>

/** Four writes side by side. */
async function inChunks<T, R>(items: readonly T[], write: (chunk: T[]) => Promise<readonly R[]>): Promise<R[]> {
  const results: R[] = []
  for (const wave of chunksOf(chunksOf(items, WRITE_CHUNK), 4)) {
    for (const result of await Promise.all(wave.map(write))) results.push(...result)
  }
  return results
}

const stored = (pending: Pending) => ({
  ...pending,
  effects: pending.effects.map((effect) => ({ ...effect })),
  trail: pending.trail.map((hop) => ({ ...hop })),
})

function toDocument({ enrollment, entry, startedBy, order, pending }: NewEnrollment): EnrollmentDocument {
  const { id, contact, journey, version, enteredAt } = enrollment
  const { fields, until } = positionOf(enrollment)
  return {
    _id: id,
    contact,
    journey,
    version,
    entry,
    startedBy,
    begun: order,
    moved: order,
    partition: partitionOf(contact),
    revision: 1,
    enteredAt,
    ...fields,
    ...(until ? { until } : {}),
    trail: stored(pending).trail,
    pending: stored(pending),
  }
}

function guardedUpdate({
  before,
  after,
  order,
  pending,
}: CommitStep): mongoose.mongo.AnyBulkWriteOperation<EnrollmentDocument> {
  const { fields, until } = positionOf(after)
  const fresh = pending.trail.slice(before.pending?.trail.length ?? 0)
  return {
    updateOne: {
      filter: { _id: after.id, revision: before.revision },
      update: {
        $set: { ...fields, pending: stored(pending), ...(until ? { until } : {}) },
        // A row that was put off or replayed comes with its old place; what moved the walk since stays known.
        $max: { moved: order },
        ...(until ? {} : { $unset: { until: '' } }),
        ...(fresh.length > 0 ? { $push: { trail: { $each: fresh, $slice: -MAX_TRAIL } } } : {}),
        $inc: { revision: 1 },
      },
    },
  }
}

/** What the next commit must carry: whatever the last one could not move yet, and what this step decided. */
export function pendingAfter(
  before: Pending | null,
  step: { effects: readonly Effect[]; trail: readonly Trail[] },
  stamp: { batch: string; now: Date; entered: string | null },
): Pending {
  return {
    batch: stamp.batch,
    since: stamp.now,
    entered: before?.entered ?? stamp.entered,
    effects: [...(before?.effects ?? []), ...step.effects.map(mutable)],
    trail: [...(before?.trail ?? []), ...step.trail],
  }
}

/** The engine's lists are read-only; a stored one is not. */
function mutable(effect: Effect): Pending['effects'][number] {
  const { intent } = effect
  switch (intent.kind) {
    case 'tag':
      return { ...effect, intent: { ...intent, add: [...intent.add], remove: [...intent.remove] } }
    case 'alert':
      return { ...effect, intent: { ...intent, targets: [...intent.targets] } }
    case 'send':
    case 'skip':
      return { ...effect, intent }
  }
}
