import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import type { ActivityDay } from '../../shared/journey/contract.ts'
import { inOneAnswer } from './bulk.ts'
import { createLineage } from './lineage.ts'

/** How often one thing happened to one contact on one day of the company; conditions read this instead of the events. */
const ActivityDocument = z.object({
  /** `<contact>|<event>|<day>` */
  _id: z.string(),
  contact: ContactId,
  event: z.string(),
  day: z.string(),
  count: z.number().int(),
})
type ActivityDocument = z.infer<typeof ActivityDocument>

export const indexes = [
  { collection: 'activity_days', spec: { contact: 1, day: -1 }, options: {} },
  { collection: 'activity_days', spec: { event: 1, day: 1 }, options: {} },
] as const

export type ActivityBump = { contact: ContactId; event: string; day: string; by: number }

/** From so many on it pays to ask first which of them are there. */
const MANY = 20

export function createActivityDaysStore(connection: mongoose.Connection) {
  const days = connection.collection<ActivityDocument>('activity_days')

  const lineage = createLineage(connection)

  /**
   * Most things happen to somebody for the first time on a day: those are inserted in one statement, which costs a
   * quarter of as many upserts. When another begins the same day at once, the transaction fails and is done again.
   */
  async function beginDays(
    sums: ReadonlyMap<string, ActivityBump>,
    session: mongoose.mongo.ClientSession,
  ): Promise<ReadonlySet<string>> {
    const ids = [...sums.keys()]
    const found = await days
      .find({ _id: { $in: ids } }, { session, projection: { _id: 1 }, ...inOneAnswer(ids) })
      .toArray()
    const there = new Set(found.map(({ _id }) => _id))
    const fresh = [...sums].filter(([id]) => !there.has(id))
    const documents = fresh.map(([_id, { contact, event, day, by }]) => ({ _id, contact, event, day, count: by }))
    if (documents.length > 0) await days.insertMany(documents, { session, ordered: true })
    return new Set(fresh.map(([id]) => id))
  }

  return {
    /** Part of the transaction that inserts the events, so that each event counts exactly once. */
    async bump(bumps: readonly ActivityBump[], session: mongoose.mongo.ClientSession): Promise<void> {
      const sums = new Map<string, ActivityBump>()
      for (const bump of bumps) {
        const id = `${bump.contact}|${bump.event}|${bump.day}`
        const known = sums.get(id)
        sums.set(id, known === undefined ? bump : { ...known, by: known.by + bump.by })
      }
      if (sums.size === 0) return
      const begun = sums.size < MANY ? null : await beginDays(sums, session)
      const going = [...sums].filter(([id]) => begun?.has(id) !== true)
      if (going.length === 0) return
      const writes = going.map(([id, { contact, event, day, by }]) => ({
        updateOne: {
          filter: { _id: id },
          update: { $setOnInsert: { contact, event, day }, $inc: { count: by } },
          upsert: true,
        },
      }))
      await days.bulkWrite(writes, { session, ordered: true })
    },

    /** Days since (and including) `since`, newest first; everybody asked for is in the map. */
    async of(ids: readonly ContactId[], since: string): Promise<Map<ContactId, ActivityDay[]>> {
      const totals = new Map<ContactId, Map<string, ActivityDay>>(ids.map((id) => [id, new Map()]))
      if (ids.length === 0) return new Map()
      const readAs = await lineage(ids)
      const found = await days.find({ contact: { $in: [...readAs.keys()] }, day: { $gte: since } }).toArray()
      for (const document of found) {
        const { contact, event, day, count } = ActivityDocument.parse(document)
        const asked = readAs.get(contact)
        const ofContact = asked === undefined ? undefined : totals.get(asked)
        if (ofContact === undefined || count <= 0) continue
        const known = ofContact.get(`${event}|${day}`)
        ofContact.set(`${event}|${day}`, { event, day, count: count + (known?.count ?? 0) })
      }
      const newestFirst = (a: ActivityDay, b: ActivityDay) =>
        b.day.localeCompare(a.day) || a.event.localeCompare(b.event)
      return new Map([...totals].map(([id, ofContact]) => [id, [...ofContact.values()].sort(newestFirst)]))
    },
  }
}
export type ActivityDaysStore = ReturnType<typeof createActivityDaysStore>
