import type mongoose from 'mongoose'
import { z } from 'zod'
import { AlertRow } from '../../shared/api/staff.ts'
import { AlertId, ContactId, type LeadId, StaffId } from '../../shared/ids.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** One colleague told about one person. Its id comes from the effect that raised it, so a repeat raises none. */
const AlertDocument = AlertRow.omit({ id: true, contactName: true }).extend({
  _id: AlertId,
  /** Key of the effect that raised it, and of the message that told the colleague. */
  effect: z.string(),
  doneAt: z.coerce.date().nullable(),
  doneBy: StaffId.nullable(),
  movedFrom: z.array(ContactId),
})
type AlertDocument = z.infer<typeof AlertDocument>
export type Alert = Omit<AlertDocument, '_id'> & { id: AlertId }
export type NewAlert = Pick<
  Alert,
  'id' | 'effect' | 'kind' | 'contact' | 'lead' | 'staff' | 'title' | 'advice' | 'createdAt'
>

export const indexes = [
  { collection: 'alerts', spec: { staff: 1, status: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'alerts', spec: { status: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'alerts', spec: { lead: 1, status: 1 }, options: {} },
  { collection: 'alerts', spec: { contact: 1 }, options: {} },
] as const

const answeredByClaim: readonly Alert['kind'][] = ['new-lead', 'opportunity']

const Cursor = z.object({ at: z.coerce.date(), id: AlertId })
const read = (document: unknown): Alert => {
  const { _id, ...fields } = AlertDocument.parse(document)
  return { id: _id, ...fields }
}

export function createAlertsStore(connection: mongoose.Connection) {
  const alerts = connection.collection<AlertDocument>('alerts')
  return {
    async get(id: AlertId): Promise<Alert | null> {
      const found = await alerts.findOne({ _id: id })
      return found === null ? null : read(found)
    },

    async contactsOf(ids: readonly AlertId[]): Promise<Map<AlertId, ContactId>> {
      if (ids.length === 0) return new Map()
      const found = await alerts.find({ _id: { $in: [...ids] } }, { projection: { contact: 1 } }).toArray()
      return new Map(found.map(({ _id, contact }) => [_id, contact]))
    },

    async add(items: readonly NewAlert[]): Promise<void> {
      if (items.length === 0) return
      const writes = items.map(({ id, ...fields }) => ({
        updateOne: {
          filter: { _id: id },
          update: { $setOnInsert: { ...fields, status: 'open' as const, doneAt: null, doneBy: null, movedFrom: [] } },
          upsert: true,
        },
      }))
      await alerts.bulkWrite(writes, { ordered: false })
    },

    async page(query: {
      status?: string | undefined
      staff?: StaffId | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: Alert[]; next: string | null }> {
      const after = decodeCursor(Cursor, query.cursor)
      const filter: Record<string, unknown> = {}
      if (query.status !== undefined) filter.status = query.status
      if (query.staff !== undefined) filter.staff = query.staff
      if (after !== null) {
        filter.$or = [{ createdAt: { $lt: after.at } }, { createdAt: after.at, _id: { $lt: after.id } }]
      }
      const found = await alerts
        .find(filter)
        .sort({ createdAt: -1, _id: -1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map(read)
      const last = items.at(-1)
      return {
        items,
        next:
          found.length > query.limit && last !== undefined ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
      }
    },

    async openOf(contact: ContactId): Promise<Alert[]> {
      const found = await alerts.find({ contact, status: 'open' }).sort({ createdAt: -1 }).limit(50).toArray()
      return found.map(read)
    },

    /**
     * Those of the lead's alerts that a claim answers are done; somebody's leaving or order still wants a word. Called
     * again with the same moment it gives the same alerts back, and none that their own button had settled.
     */
    async resolve(given: { lead: LeadId; by: StaffId; at: Date }): Promise<Alert[]> {
      const answered = { lead: given.lead, kind: { $in: [...answeredByClaim] } }
      const resolved = { doneAt: given.at, doneBy: given.by }
      await alerts.updateMany({ ...answered, status: 'open' }, { $set: { status: 'done', ...resolved } })
      const found = await alerts.find({ ...answered, ...resolved }).toArray()
      return found.map(read)
    },

    async settle(given: { id: AlertId; by: StaffId; at: Date }): Promise<void> {
      const done = { status: 'done', doneAt: given.at, doneBy: given.by } as const
      await alerts.updateOne({ _id: given.id, status: 'open' }, { $set: done })
    },

    async moveTo(from: ContactId, into: ContactId): Promise<void> {
      await alerts.updateMany({ contact: from }, { $set: { contact: into }, $push: { movedFrom: from } })
    },
    async moveBack(restored: ContactId, from: ContactId): Promise<void> {
      const found = await alerts.find({ contact: from, movedFrom: restored }).toArray()
      for (const { id, movedFrom } of found.map(read)) {
        if (movedFrom.at(-1) !== restored) continue
        await alerts.updateOne({ _id: id }, { $set: { contact: restored, movedFrom: movedFrom.slice(0, -1) } })
      }
    },
  }
}
export type AlertsStore = ReturnType<typeof createAlertsStore>
