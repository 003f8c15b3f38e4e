import type mongoose from 'mongoose'
import { z } from 'zod'
import { SegmentFill, SegmentKind, SegmentState } from '../../shared/api/segments.ts'
import { ContactId, SegmentId } from '../../shared/ids.ts'
import { ConditionTree } from '../../shared/segment/tree.ts'

/**
 * What a segment is: its conditions or where its people came from, and how far its computation is.
 *
 *   at rest ──ask──▶ wanted ──claim──▶ running ──finish──▶ at rest (or wanted, when it was asked for meanwhile)
 *                      ▲                  ├──give back──▶ wanted until `notBefore`, with its cursor kept
 *                      └──────edit────────┘  from the beginning: the conditions are others
 *
 * A run keeps its cursor as it goes, so that whoever claims it after a crash goes on there. Every write of a holder is
 * guarded by `fence`, which each claim and each edit raises. Leases run on the machine's clock.
 */
const Running = z.object({
  number: z.number().int(),
  /** The moment the conditions are asked for: the same to the end, however often the run is cut off. */
  at: z.coerce.date(),
  cursor: ContactId.nullable(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Nobody is told: who is inside from the beginning did not enter. */
  quiet: z.boolean(),
})
export type SegmentRunning = z.infer<typeof Running>

const DefinitionDocument = z.object({
  _id: SegmentId,
  name: z.string(),
  note: z.string(),
  kind: SegmentKind,
  state: SegmentState,
  /** Deleted: its rows still have to go, and nobody else sees it. */
  gone: z.boolean(),
  tree: ConditionTree.nullable(),
  /** What is still to be put into a static segment. */
  fill: SegmentFill.nullable(),
  /** Where a static segment has its people from, in Chinese. */
  origin: z.string().nullable(),
  announce: z.boolean(),
  revision: z.number().int(),
  people: z.number().int(),
  computedAt: z.coerce.date().nullable(),
  problem: z.string().nullable(),
  wanted: z.boolean(),
  asked: z.number().int(),
  running: Running.nullable(),
  runs: z.number().int(),
  attempts: z.number().int(),
  /** On the machine's clock, like the lease. */
  notBefore: z.coerce.date(),
  owner: z.string().nullable(),
  until: z.coerce.date(),
  fence: z.number().int(),
  createdAt: z.coerce.date(),
  updatedAt: z.coerce.date(),
})
type DefinitionDocument = z.infer<typeof DefinitionDocument>
export type SegmentDefinition = Omit<DefinitionDocument, '_id'> & { id: SegmentId }
export type ClaimedSegment = SegmentDefinition & { running: SegmentRunning }
/** A segment that people enter and leave as they change. */
export type LiveSegment = { id: SegmentId; name: string; tree: ConditionTree }

const DayDocument = z.object({
  /** `<segment>|<day>` */
  _id: z.string(),
  segment: SegmentId,
  day: z.string(),
  entered: z.number().int(),
  left: z.number().int(),
})
type DayDocument = z.infer<typeof DayDocument>
export type SegmentTally = { segment: SegmentId; entered: number; left: number }

export const indexes = [
  { collection: 'segments', spec: { wanted: 1, notBefore: 1 }, options: {} },
  { collection: 'segments', spec: { state: 1, createdAt: -1 }, options: {} },
  { collection: 'segment_days', spec: { segment: 1, day: 1 }, options: { unique: true } },
  { collection: 'tag_rules', spec: { wanted: 1, notBefore: 1 }, options: {} },
  { collection: 'tag_rule_days', spec: { segment: 1, day: 1 }, options: { unique: true } },
] as const

const LONG_AGO = new Date(0)
const MOST = 1000
const read = (document: unknown): SegmentDefinition => {
  const { _id, ...rest } = DefinitionDocument.parse(document)
  return { id: _id, ...rest }
}

type NewDefinition = Pick<SegmentDefinition, 'id' | 'name' | 'note' | 'kind' | 'tree' | 'fill' | 'origin' | 'announce'>

/** Where they lie: segments themselves, and the rules of tags, which are segments that nobody sees. */
const ownPlaces = { segments: { collection: 'segments' }, days: { collection: 'segment_days' } }
export const tagRulePlaces = { segments: { collection: 'tag_rules' }, days: { collection: 'tag_rule_days' } }

export function createSegmentDefinitionsStore(connection: mongoose.Connection, places = ownPlaces) {
  const segments = connection.collection<DefinitionDocument>(places.segments.collection)
  const days = connection.collection<DayDocument>(places.days.collection)
  const atRest = { owner: null, until: LONG_AGO }

  return {
    /** What has conditions, or something to be put in, is computed at once. */
    async create({ id, ...given }: NewDefinition, now: Date): Promise<void> {
      await segments.insertOne({
        _id: id,
        ...given,
        state: 'active',
        gone: false,
        revision: 1,
        people: 0,
        computedAt: null,
        problem: null,
        wanted: given.tree !== null || given.fill !== null,
        asked: 1,
        running: null,
        runs: 0,
        attempts: 0,
        notBefore: LONG_AGO,
        ...atRest,
        fence: 0,
        createdAt: now,
        updatedAt: now,
      })
    },

    async get(id: SegmentId): Promise<SegmentDefinition | null> {
      const found = await segments.findOne({ _id: id, gone: false })
      return found === null ? null : read(found)
    },

    async list(): Promise<SegmentDefinition[]> {
      return (await segments.find({ gone: false }).sort({ createdAt: -1 }).limit(MOST).toArray()).map(read)
    },

    async live(): Promise<LiveSegment[]> {
      const found = await segments
        .find({ state: 'active', kind: 'dynamic', gone: false }, { projection: { name: 1, tree: 1 } })
        .limit(MOST)
        .toArray()
      return found.flatMap(({ _id, name, tree }) => (tree === null ? [] : [{ id: _id, name, tree }]))
    },

    /** False when somebody else saved meanwhile. Other conditions are computed from the beginning, and not before then. */
    async save(edit: {
      id: SegmentId
      basedOn: number
      name: string
      note: string
      tree: ConditionTree | null
      now: Date
      notBefore: Date
    }): Promise<boolean> {
      const { id, basedOn, name, note, tree, now, notBefore } = edit
      const again = { tree, wanted: true, running: null, attempts: 0, problem: null, notBefore, ...atRest }
      const { matchedCount } = await segments.updateOne(
        { _id: id, revision: basedOn },
        {
          $set: { name, note, updatedAt: now, ...(tree === null ? {} : again) },
          $inc: { revision: 1, ...(tree === null ? {} : { asked: 1, fence: 1 }) },
        },
      )
      return matchedCount === 1
    },

    /** Something more to put in; false while something else is still being put in. */
    async fill(id: SegmentId, fill: SegmentFill, origin: string, now: Date): Promise<boolean> {
      const { matchedCount } = await segments.updateOne(
        { _id: id, kind: 'static', fill: null },
        {
          $set: { fill, origin, wanted: true, problem: null, attempts: 0, notBefore: LONG_AGO, updatedAt: now },
          $inc: { asked: 1 },
        },
      )
      return matchedCount === 1
    },

    async setOrigin(id: SegmentId, origin: string): Promise<void> {
      await segments.updateOne({ _id: id }, { $set: { origin } })
    },

    async setState(id: SegmentId, state: SegmentState, now: Date): Promise<void> {
      const back =
        state === 'active' ? { wanted: true, notBefore: LONG_AGO } : { wanted: false, running: null, ...atRest }
      await segments.updateOne(
        { _id: id, state: { $ne: state } },
        { $set: { state, updatedAt: now, ...back }, $inc: { fence: 1, asked: 1 } },
      )
    },

    /** From now on nobody sees it; `removeGone` forgets it when its rows are gone. */
    async remove(id: SegmentId): Promise<void> {
      const ended = { gone: true, state: 'archived' as const, wanted: false, running: null, ...atRest }
      await segments.updateOne({ _id: id }, { $set: ended, $inc: { fence: 1 } })
    },

    async gone(): Promise<SegmentId[]> {
      const found = await segments
        .find({ gone: true }, { projection: { _id: 1 } })
        .limit(MOST)
        .toArray()
      return found.map(({ _id }) => _id)
    },

    async removeGone(id: SegmentId): Promise<void> {
      await days.deleteMany({ segment: id })
      await segments.deleteOne({ _id: id, gone: true })
    },

    /** The whole is to be computed again; one that waits or runs already stays as it is. */
    async ask(ids: readonly SegmentId[]): Promise<number> {
      const { modifiedCount } = await segments.updateMany(
        { _id: { $in: [...ids] }, state: 'active', kind: 'dynamic', wanted: false },
        { $set: { wanted: true, notBefore: LONG_AGO, attempts: 0 }, $inc: { asked: 1 } },
      )
      return modifiedCount
    },

    /** Takes what has waited longest; what was cut off goes on where it was. */
    async claim(given: {
      owner: string
      now: Date
      machineNow: Date
      leaseMs: number
    }): Promise<ClaimedSegment | null> {
      const { owner, now, machineNow, leaseMs } = given
      const due = {
        wanted: true,
        state: 'active' as const,
        notBefore: { $lte: machineNow },
        until: { $lte: machineNow },
      }
      const found = await segments.findOneAndUpdate(
        due,
        { $set: { owner, until: new Date(machineNow.getTime() + leaseMs) }, $inc: { fence: 1 } },
        { sort: { notBefore: 1 }, returnDocument: 'after' },
      )
      if (found === null) return null
      const claimed = read(found)
      if (claimed.running !== null) return { ...claimed, running: claimed.running }
      const quiet = claimed.kind === 'dynamic' && claimed.computedAt === null && !claimed.announce
      const number = claimed.runs + 1
      const running = { number, at: now, cursor: null, done: 0, total: null, quiet }
      const begun = await segments.updateOne(
        { _id: claimed.id, fence: claimed.fence },
        { $set: { running, runs: number } },
      )
      return begun.matchedCount === 1 ? { ...claimed, running } : null
    },

    /** False when another has taken the run over, or the conditions are others now. */
    async savePiece({ id, fence }: ClaimedSegment, running: SegmentRunning, until: Date): Promise<boolean> {
      return (await segments.updateOne({ _id: id, fence }, { $set: { running, until } })).matchedCount === 1
    },

    async renew({ id, fence }: ClaimedSegment, until: Date): Promise<void> {
      await segments.updateOne({ _id: id, fence }, { $set: { until } })
    },

    async finish(claim: ClaimedSegment, ended: { at: Date; people: number }): Promise<boolean> {
      const { id, fence, asked } = claim
      const done = {
        running: null,
        fill: null,
        computedAt: ended.at,
        people: ended.people,
        problem: null,
        attempts: 0,
        ...atRest,
      }
      const last = await segments.updateOne({ _id: id, fence, asked }, { $set: { ...done, wanted: false } })
      if (last.matchedCount === 1) return true
      return (await segments.updateOne({ _id: id, fence }, { $set: done })).matchedCount === 1
    },

    /** Kept with its cursor, for whoever claims it next; a problem is tried again after a while. */
    async giveBack({ id, fence }: ClaimedSegment, trouble: { problem: string; notBefore: Date } | null): Promise<void> {
      const later = trouble === null ? {} : { problem: trouble.problem, notBefore: trouble.notBefore }
      await segments.updateOne(
        { _id: id, fence },
        { $set: { ...later, ...atRest }, ...(trouble === null ? {} : { $inc: { attempts: 1 } }) },
      )
    },

    /** People went in and out. */
    async tally(tallies: readonly SegmentTally[], day: string): Promise<void> {
      const real = tallies.filter(({ entered, left }) => entered + left > 0)
      if (real.length === 0) return
      await segments.bulkWrite(
        real.map(({ segment, entered, left }) => ({
          updateOne: { filter: { _id: segment }, update: { $inc: { people: entered - left } } },
        })),
        { ordered: false },
      )
      await days.bulkWrite(
        real.map(({ segment, entered, left }) => ({
          updateOne: {
            filter: { _id: `${segment}|${day}` },
            update: { $setOnInsert: { segment, day }, $inc: { entered, left } },
            upsert: true,
          },
        })),
        { ordered: false },
      )
    },

    /** What went in and out since (and including) a day, oldest first. */
    async daysOf(ids: readonly SegmentId[], since: string): Promise<Map<SegmentId, z.infer<typeof DayDocument>[]>> {
      const found = await days
        .find({ segment: { $in: [...ids] }, day: { $gte: since } })
        .sort({ segment: 1, day: 1 })
        .toArray()
      const bySegment = new Map<SegmentId, DayDocument[]>()
      for (const one of found.map((document) => DayDocument.parse(document))) {
        bySegment.set(one.segment, [...(bySegment.get(one.segment) ?? []), one])
      }
      return bySegment
    },
  }
}
export type SegmentDefinitionsStore = ReturnType<typeof createSegmentDefinitionsStore>
