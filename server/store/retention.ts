import type mongoose from 'mongoose'
import { z } from 'zod'
import { defaultRetention, RetentionDays, RetentionKind } from '../../shared/api/privacy.ts'
import { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import { systemClock } from '../kit/clock.ts'
import { chunksOf } from './bulk.ts'
import type { PeopleData } from './holdings.ts'

/** How long what is kept, one document, absent until somebody changes it; and the removal of what is older. */
const Document = z.object({
  _id: z.literal('retention'),
  days: z.partialRecord(RetentionKind, z.number().int().nullable()),
  by: z.string().nullable(),
  at: z.coerce.date().nullable(),
  last: z
    .object({ at: z.coerce.date(), removed: z.partialRecord(RetentionKind, z.number().int()) })
    .nullable()
    .default(null),
})
type Document = z.infer<typeof Document>
type Aged = { collection: string; filter(before: Date): mongoose.mongo.Filter<Row> }
type Row = { _id: string } & Record<string, unknown>

const CHUNK = 500

export function createRetentionStore(
  connection: mongoose.Connection,
  { timeZone, peopleData }: { timeZone: string; peopleData: PeopleData },
) {
  const settings = connection.collection<Document>('privacy_settings')
  const aged: Record<Exclude<RetentionKind, 'visitors' | 'refused' | 'uploads'>, Aged> = {
    inbox: {
      collection: 'inbox',
      filter: (before) => ({ status: { $in: ['unknown', 'failed'] }, receivedAt: { $lt: before } }),
    },
    events: { collection: 'events', filter: (before) => ({ at: { $lt: before } }) },
    activity: { collection: 'activity_days', filter: (before) => ({ day: { $lt: dayOf(before, timeZone) } }) },
    outbox: { collection: 'outbox', filter: (before) => ({ createdAt: { $lt: before }, due: { $exists: false } }) },
    walks: {
      collection: 'enrollments',
      filter: (before) => ({ state: 'left', leftAt: { $lt: before }, pending: { $exists: false } }),
    },
    alerts: { collection: 'alerts', filter: (before) => ({ status: 'done', doneAt: { $lt: before } }) },
    leads: { collection: 'leads', filter: (before) => ({ open: false, createdAt: { $lt: before } }) },
    merges: { collection: 'merges', filter: (before) => ({ at: { $lt: before }, followed: true }) },
    looks: { collection: 'looks', filter: (before) => ({ at: { $lt: before } }) },
    audit: { collection: 'audit_log', filter: (before) => ({ at: { $lt: before } }) },
  }

  /** In pieces, read by one cursor: however much there is, memory and locks stay small. */
  async function removeOld(
    { collection, filter }: { collection: string; filter: mongoose.mongo.Filter<Row> },
    stopping: AbortSignal,
    remove = async (ids: string[]) =>
      (await connection.collection<Row>(collection).deleteMany({ ...filter, _id: { $in: ids } })).deletedCount,
  ): Promise<number> {
    let removed = 0
    const cursor = connection.collection<Row>(collection).find(filter, { projection: { _id: 1 }, batchSize: CHUNK })
    let ids: string[] = []
    for await (const { _id } of cursor) {
      ids.push(_id)
      if (ids.length < CHUNK) continue
      removed += await remove(ids)
      ids = []
      if (stopping.aborted) return removed
    }
    return ids.length === 0 ? removed : removed + (await remove(ids))
  }

  /** People who never said who they are and did not come for so long, with everything that is held of them. */
  async function removeVisitors(before: Date, stopping: AbortSignal): Promise<number> {
    const gone = { mergedInto: null, anonymous: true, lastSeenAt: { $lt: before } }
    return removeOld({ collection: 'contacts', filter: gone }, stopping, async (ids) => {
      const about = { contacts: ids.map((id) => ContactId.parse(id)), keys: [], words: [] }
      for (const { forget } of peopleData) await forget(about)
      return ids.length
    })
  }

  async function removeRefused(before: Date): Promise<number> {
    const imports = connection.collection<Row & { endedAt: Date | null }>('imports')
    const old = await imports.find({ endedAt: { $lt: before } }, { projection: { _id: 1 } }).toArray()
    let removed = 0
    for (const some of chunksOf(old, CHUNK)) {
      const theirs = { import: { $in: some.map(({ _id }) => _id) } }
      removed += (await connection.collection<Row>('import_refused').deleteMany(theirs)).deletedCount
    }
    return removed
  }

  /** Nobody said what the file means, or started it: it goes as one that was cancelled. */
  async function removeUploads(before: Date): Promise<number> {
    const imports = connection.collection<Row>('imports')
    const waiting = { state: { $in: ['mapping', 'ready'] }, startedAt: { $lt: before } }
    const old = await imports.find(waiting, { projection: { _id: 1 } }).toArray()
    let removed = 0
    for (const { _id } of old) {
      const cancelled = { state: 'cancelled', endedAt: systemClock.now(), asked: null, preview: null }
      const { modifiedCount } = await imports.updateOne({ ...waiting, _id }, { $set: cancelled })
      // Somebody started it meanwhile: it needs its pieces.
      if (modifiedCount === 0) continue
      await connection.collection<Row>('import_pieces').deleteMany({ import: _id })
      removed += 1
    }
    return removed
  }

  return {
    async read(): Promise<Omit<Document, '_id' | 'days'> & { days: RetentionDays }> {
      const found = await settings.findOne({ _id: 'retention' })
      if (found === null) return { days: defaultRetention, by: null, at: null, last: null }
      const { days, by, at, last } = Document.parse(found)
      return { days: RetentionDays.parse({ ...defaultRetention, ...days }), by, at, last }
    },

    async change(days: RetentionDays, { by, at }: { by: string; at: Date }): Promise<void> {
      await settings.updateOne({ _id: 'retention' }, { $set: { days, by, at } }, { upsert: true })
    },

    /** Removes what of this kind is older; a removal that was cut off is gone on with at the next. */
    remove(kind: RetentionKind, before: Date, stopping: AbortSignal): Promise<number> {
      if (kind === 'visitors') return removeVisitors(before, stopping)
      if (kind === 'refused') return removeRefused(before)
      if (kind === 'uploads') return removeUploads(before)
      const { collection, filter } = aged[kind]
      return removeOld({ collection, filter: filter(before) }, stopping)
    },

    async noteNight(at: Date, removed: Partial<Record<RetentionKind, number>>): Promise<void> {
      const fresh = { days: {}, by: null, at: null }
      await settings.updateOne(
        { _id: 'retention' },
        { $set: { last: { at, removed } }, $setOnInsert: fresh },
        { upsert: true },
      )
    },
  }
}
export type RetentionStore = ReturnType<typeof createRetentionStore>
