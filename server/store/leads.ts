import type mongoose from 'mongoose'
import { z } from 'zod'
import { LeadStatus } from '../../shared/api/staff.ts'
import { ContactId, LeadId, StaffId } from '../../shared/ids.ts'
import { isDuplicateKey } from './contact-saves.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * A lead is a person somebody should sell to. new → claimed → following → won or lost; a contact has one open lead at
 * most (unique partial index). When two contacts become one and both had an open lead, the later one is `joinedInto`
 * the other and shows in no list; undoing the merge opens it again.
 */
const Lead = z.object({
  _id: LeadId,
  contact: ContactId,
  status: LeadStatus,
  open: z.boolean(),
  source: z.string(),
  owner: StaffId.nullable(),
  offeredTo: z.array(StaffId),
  createdAt: z.coerce.date(),
  claimedAt: z.coerce.date().nullable(),
  nextFollowUpAt: z.coerce.date().nullable(),
  joinedInto: LeadId.nullable(),
  /** The contacts it belonged to before merges, the latest last. */
  movedFrom: z.array(ContactId),
})
export type Lead = Omit<z.infer<typeof Lead>, '_id'> & { id: LeadId }
type LeadDocument = z.infer<typeof Lead>

export const indexes = [
  {
    collection: 'leads',
    spec: { contact: 1 },
    options: { unique: true, partialFilterExpression: { open: true }, name: 'one_open_lead_per_contact' },
  },
  { collection: 'leads', spec: { contact: 1, createdAt: -1 }, options: {} },
  { collection: 'leads', spec: { owner: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'leads', spec: { status: 1, createdAt: -1, _id: -1 }, options: {} },
  { collection: 'leads', spec: { createdAt: -1, _id: -1 }, options: {} },
] as const

const Cursor = z.object({ at: z.coerce.date(), id: LeadId })
const read = (document: unknown): Lead => {
  const { _id, ...fields } = Lead.parse(document)
  return { id: _id, ...fields }
}

/** So many of the newest are ranked by how much their people want it. */
const RANKED = 1000

export function createLeadsStore(connection: mongoose.Connection) {
  const leads = connection.collection<LeadDocument>('leads')

  const get = async (id: LeadId): Promise<Lead | null> => {
    const found = await leads.findOne({ _id: id })
    return found === null ? null : read(found)
  }
  const openOf = async (contact: ContactId): Promise<Lead | null> => {
    const found = await leads.findOne({ contact, open: true })
    return found === null ? null : read(found)
  }

  /** The contact's open lead, made when there is none; whom it is offered to grows. */
  const open = async (given: {
    id: LeadId
    contact: ContactId
    source: string
    offeredTo: readonly StaffId[]
    at: Date
  }): Promise<{ lead: Lead; created: boolean }> => {
    const offered = { $addToSet: { offeredTo: { $each: [...given.offeredTo] } } }
    const known = await leads.findOneAndUpdate(
      { $or: [{ contact: given.contact, open: true }, { _id: given.id }] },
      offered,
      { returnDocument: 'after' },
    )
    if (known !== null) return { lead: read(known), created: false }
    const document: LeadDocument = {
      _id: given.id,
      contact: given.contact,
      status: 'new',
      open: true,
      source: given.source,
      owner: null,
      offeredTo: [...given.offeredTo],
      createdAt: given.at,
      claimedAt: null,
      nextFollowUpAt: null,
      joinedInto: null,
      movedFrom: [],
    }
    try {
      await leads.insertOne(document)
      return { lead: read(document), created: true }
    } catch (error) {
      if (isDuplicateKey(error)) return open(given)
      throw error
    }
  }

  return {
    get,
    openOf,
    open,

    async of(contact: ContactId): Promise<Lead[]> {
      const found = await leads.find({ contact, joinedInto: null }).sort({ createdAt: -1 }).limit(50).toArray()
      return found.map(read)
    },

    async getMany(ids: readonly LeadId[]): Promise<Map<LeadId, Lead>> {
      const found = ids.length === 0 ? [] : await leads.find({ _id: { $in: [...ids] } }).toArray()
      return new Map(found.map((document) => [document._id, read(document)]))
    },

    /** Atomic: of two colleagues who press at once, one gets it. Claiming again what is one's own changes nothing. */
    async claim(claim: { lead: LeadId; staff: StaffId; at: Date }): Promise<{ lead: Lead; won: boolean } | null> {
      const written = await leads.updateOne(
        { _id: claim.lead, open: true, owner: null },
        { $set: { owner: claim.staff, status: 'claimed', claimedAt: claim.at }, $addToSet: { offeredTo: claim.staff } },
      )
      const lead = await get(claim.lead)
      return lead === null ? null : { lead, won: written.modifiedCount === 1 }
    },

    async setFollowUp(given: { lead: LeadId; at: Date | null }): Promise<void> {
      await leads.updateOne({ _id: given.lead }, [
        {
          $set: {
            nextFollowUpAt: given.at,
            status: { $cond: [{ $eq: ['$status', 'claimed'] }, 'following', '$status'] },
          },
        },
      ])
    },

    async close(given: { lead: LeadId; as: 'won' | 'lost' }): Promise<void> {
      await leads.updateOne({ _id: given.lead, open: true }, { $set: { status: given.as, open: false } })
    },

    async page(query: {
      status?: string | undefined
      owner?: string | undefined
      /** mine: owned by or offered to this colleague; pool: nobody's yet. */
      scope?: { kind: 'mine'; staff: StaffId } | { kind: 'pool' } | undefined
      cursor?: string | undefined
      limit: number
    }): Promise<{ items: Lead[]; next: string | null }> {
      const after = decodeCursor(Cursor, query.cursor)
      const filter: Record<string, unknown> = { joinedInto: null }
      if (query.status !== undefined) filter.status = query.status
      if (query.owner !== undefined) filter.owner = query.owner
      if (query.scope?.kind === 'mine') {
        filter.$and = [{ $or: [{ owner: query.scope.staff }, { owner: null, offeredTo: query.scope.staff }] }]
      }
      if (query.scope?.kind === 'pool') Object.assign(filter, { owner: null, open: true })
      if (after !== null) {
        filter.$or = [{ createdAt: { $lt: after.at } }, { createdAt: after.at, _id: { $lt: after.id } }]
      }
      const found = await leads
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

    /** Of the newest open ones, those first whose people want it most now. */
    async hottest(query: { status?: string | undefined; owner?: string | undefined; limit: number }): Promise<Lead[]> {
      const filter: Record<string, unknown> = { joinedInto: null, open: true }
      if (query.status !== undefined) filter.status = query.status
      if (query.owner !== undefined) filter.owner = query.owner
      const found = await leads
        .aggregate<LeadDocument & { person: { scores?: { intent?: number } }[] }>([
          { $match: filter },
          { $sort: { createdAt: -1, _id: -1 } },
          { $limit: RANKED },
          { $lookup: { from: 'contacts', localField: 'contact', foreignField: '_id', as: 'person' } },
          { $set: { intent: { $ifNull: [{ $first: '$person.scores.intent' }, -1] } } },
          { $sort: { intent: -1, createdAt: -1, _id: -1 } },
          { $limit: query.limit },
          { $unset: ['person', 'intent'] },
        ])
        .toArray()
      return found.map(read)
    },

    async count(
      filter: { createdFrom: Date; createdTo: Date } | { claimedFrom: Date; claimedTo: Date },
    ): Promise<number> {
      return 'createdFrom' in filter
        ? leads.countDocuments({ joinedInto: null, createdAt: { $gte: filter.createdFrom, $lt: filter.createdTo } })
        : leads.countDocuments({ joinedInto: null, claimedAt: { $gte: filter.claimedFrom, $lt: filter.claimedTo } })
    },

    /** Two contacts became one: the leads follow. Safe to repeat. */
    async moveTo(from: ContactId, into: ContactId): Promise<void> {
      const [theirs, ours] = await Promise.all([openOf(from), openOf(into)])
      if (theirs !== null && ours !== null) {
        const rank = (lead: Lead) => [lead.owner === null ? 1 : 0, lead.createdAt.getTime()] as const
        const [a, b] = [rank(theirs), rank(ours)]
        const theirsStays = a[0] !== b[0] ? a[0] < b[0] : a[1] < b[1]
        const [stays, joins] = theirsStays ? [theirs, ours] : [ours, theirs]
        await leads.updateOne({ _id: joins.id }, { $set: { open: false, joinedInto: stays.id } })
      }
      await leads.updateMany({ contact: from }, { $set: { contact: into }, $push: { movedFrom: from } })
    },

    /** The merge was undone: what came with the absorbed contact goes back to it. */
    async moveBack(restored: ContactId, from: ContactId): Promise<void> {
      const joined = await leads.find({ contact: from, joinedInto: { $ne: null } }).toArray()
      const stays = joined.map(read).flatMap(({ joinedInto }) => (joinedInto === null ? [] : [joinedInto]))
      const kept = await leads.find({ _id: { $in: stays } }).toArray()
      const movedAway = new Set(kept.filter(({ movedFrom }) => movedFrom.at(-1) === restored).map(({ _id }) => _id))
      const all = await leads.find({ contact: from }).toArray()
      const back = all.map(read).filter(({ movedFrom }) => movedFrom.at(-1) === restored)
      for (const { id, movedFrom } of back) {
        await leads.updateOne({ _id: id }, { $set: { contact: restored, movedFrom: movedFrom.slice(0, -1) } })
      }
      const reopened = joined.map(read).filter(({ id, joinedInto }) => {
        const own = back.some((lead) => lead.id === id)
        return joinedInto !== null && (own ? !movedAway.has(joinedInto) : movedAway.has(joinedInto))
      })
      for (const { id } of reopened) {
        await leads.updateOne({ _id: id }, { $set: { open: true, joinedInto: null } })
      }
    },
  }
}
export type LeadsStore = ReturnType<typeof createLeadsStore>
