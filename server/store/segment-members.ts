import type mongoose from 'mongoose'
import { z } from 'zod'
import { ContactId, SegmentId } from '../../shared/ids.ts'
import { groupBy } from '../kit/group-by.ts'
import { inOneAnswer, wroteAll } from './bulk.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { IndexSpec } from './ensure-indexes.ts'

/**
 * Who is in which segment, or was: one row per segment and contact, `leftAt` null while the contact is inside.
 *
 *   (none) ──enter──▶ inside ──leave──▶ out ──enter──▶ inside …
 *
 * Each change counts `turn` up and is guarded by it, so of two who change the same row at once one wins. Until the
 * event of a change lies in the inbox the row is `untold`; the next change tells it first, and a sweep tells what a
 * process left untold that died. A merge moves rows without any event: the absorbed contact's row is out and `joined`.
 */
const MemberDocument = z.object({
  /** `<segment>|<contact>` */
  _id: z.string(),
  segment: SegmentId,
  contact: ContactId,
  enteredAt: z.coerce.date(),
  leftAt: z.coerce.date().nullable(),
  turn: z.number().int(),
  /** Who wrote last: tells, after a partial success, which writes were ours. */
  writer: z.string(),
  untold: z.coerce.date().exactOptional(),
  joined: ContactId.exactOptional(),
  /** Inside only because of contacts that were merged in. */
  cameWith: z.array(ContactId).exactOptional(),
})
type MemberDocument = z.infer<typeof MemberDocument>
export type MemberRow = Omit<MemberDocument, '_id' | 'writer'>

/** `row`: as it was read, null when there was none. Quiet: nothing will be told. */
export type MemberMove = {
  segment: SegmentId
  contact: ContactId
  row: MemberRow | null
  to: 'in' | 'out'
  at: Date
  quiet: boolean
}
export type Pair = { segment: SegmentId; contact: ContactId }

/** Where they lie: of segments, and of the rules of tags, which are segments that nobody sees. */
const ownPlace = { collection: 'segment_members' }
export const tagRuleMembersPlace = { collection: 'tag_rule_members' }

export const indexes = [ownPlace, tagRuleMembersPlace].flatMap(({ collection }): IndexSpec[] => [
  { collection, spec: { segment: 1, contact: 1 }, options: { unique: true } },
  { collection, spec: { contact: 1, segment: 1 }, options: {} },
  {
    collection,
    spec: { untold: 1 },
    options: { partialFilterExpression: { untold: { $exists: true } } },
  },
])

const PAGE = 2000
const MERGE_ROUNDS = 10
const Cursor = z.object({ after: ContactId })
export const memberId = ({ segment, contact }: Pair): string => `${segment}|${contact}`
const read = (document: unknown): MemberRow => {
  const { _id, writer, ...row } = MemberDocument.parse(document)
  return row
}

export function createSegmentMembersStore(connection: mongoose.Connection, place = ownPlace) {
  const members = connection.collection<MemberDocument>(place.collection)

  const readMany = async (filter: mongoose.mongo.Filter<MemberDocument>, wanted: readonly unknown[]) =>
    (await members.find(filter, inOneAnswer(wanted)).toArray()).map(read)

  /** The rows of these pairs that there are, by `memberId`. */
  const rowsOf = async (pairs: readonly Pair[]): Promise<Map<string, MemberRow>> => {
    if (pairs.length === 0) return new Map()
    const ids = pairs.map(memberId)
    return new Map((await readMany({ _id: { $in: ids } }, ids)).map((row) => [memberId(row), row]))
  }

  return {
    rowsOf,

    /** Everything these people are or were in, by contact: one question for many segments. */
    async rowsOfPeople(contacts: readonly ContactId[]): Promise<Map<string, MemberRow>> {
      if (contacts.length === 0) return new Map()
      const found = await members.find({ contact: { $in: [...contacts] } }, { batchSize: PAGE }).toArray()
      return new Map(found.map(read).map((row) => [memberId(row), row]))
    },

    /** Which of them were written: the others lost a race and must be looked at again. */
    async move(moves: readonly MemberMove[], writer: string): Promise<Set<string>> {
      if (moves.length === 0) return new Set()
      const ids = moves.map(memberId)
      const written = { count: 0 }
      const all = await wroteAll(async () => {
        const { matchedCount, insertedCount } = await members.bulkWrite(
          moves.map((move) => writeOf(move, writer)),
          { ordered: false },
        )
        written.count = matchedCount + insertedCount
      })
      if (all && written.count === moves.length) return new Set(ids)
      const ours = await members.find({ _id: { $in: ids }, writer }, { projection: { _id: 1 } }).toArray()
      return new Set(ours.map(({ _id }) => _id))
    },

    /** The event of each lies in the inbox. */
    async told(rows: readonly MemberRow[]): Promise<void> {
      if (rows.length === 0) return
      // One statement for all of the same turn: single ones cost the engine three times as much.
      const together = groupBy(rows, ({ turn }) => String(turn))
      await members.bulkWrite(
        [...together.values()].map((some) => ({
          updateMany: {
            filter: { _id: { $in: some.map(memberId) }, turn: some[0].turn },
            update: { $unset: { untold: '' as const } },
          },
        })),
        { ordered: false },
      )
    },

    /** Changes that nobody told although they were made before then. */
    async untold(before: Date, limit: number): Promise<MemberRow[]> {
      const found = await members
        .find({ untold: { $lte: before } })
        .limit(limit)
        .toArray()
      return found.map(read)
    },

    /** Everybody inside, in the order of their ids, from behind `after`. */
    async *inside(segment: SegmentId, after: ContactId | null): AsyncGenerator<ContactId[]> {
      let from = after
      for (;;) {
        const found = await members
          .find(
            { segment, leftAt: null, ...(from === null ? {} : { contact: { $gt: from } }) },
            { projection: { contact: 1 }, batchSize: PAGE + 1 },
          )
          .sort({ segment: 1, contact: 1 })
          .limit(PAGE)
          .toArray()
        const ids = found.map(({ contact }) => contact)
        if (ids.length > 0) yield ids
        from = ids.at(-1) ?? from
        if (ids.length < PAGE) return
      }
    },

    /** One page of who is inside, for a list; `next` goes on behind it. */
    async page(query: { segment: SegmentId; cursor?: string | undefined; limit: number }) {
      const after = decodeCursor(Cursor, query.cursor)
      const found = await members
        .find(
          { segment: query.segment, leftAt: null, ...(after === null ? {} : { contact: { $gt: after.after } }) },
          { batchSize: query.limit + 2 },
        )
        .sort({ segment: 1, contact: 1 })
        .limit(query.limit + 1)
        .toArray()
      const items = found.slice(0, query.limit).map(read)
      const last = items.at(-1)
      const more = found.length > query.limit && last !== undefined
      return { items, next: more ? encodeCursor({ after: last.contact }) : null }
    },

    count: (segment: SegmentId): Promise<number> => members.countDocuments({ segment, leftAt: null }),

    /** Two contacts became one: what the absorbed one was in, the survivor is in. Nothing is told. Safe to repeat. */
    async moveTo(from: ContactId, into: ContactId, at: Date): Promise<void> {
      for (let round = 0; round < MERGE_ROUNDS; round += 1) {
        const theirs = (await members.find({ contact: from, leftAt: null }).toArray()).map(read)
        if (theirs.length === 0) return
        const ours = await rowsOf(theirs.map(({ segment }) => ({ segment, contact: into })))
        const writes = theirs.flatMap((row) => joining(row, ours.get(memberId({ ...row, contact: into })), into, at))
        await wroteAll(() => members.bulkWrite(writes, { ordered: true }))
      }
      throw new Error(`the segments of ${from} kept changing while they were moved`)
    },

    /** The merge was undone: what came with the absorbed contact goes back to it. Nothing is told. */
    async moveBack(restored: ContactId, from: ContactId, at: Date): Promise<void> {
      await members.updateMany(
        { contact: restored, joined: from },
        { $set: { leftAt: null, writer: 'unmerge' }, $unset: { joined: '' }, $inc: { turn: 1 } },
      )
      await members.updateMany(
        { contact: from, cameWith: [restored] },
        { $set: { leftAt: at, writer: 'unmerge' }, $unset: { cameWith: '' }, $inc: { turn: 1 } },
      )
      await members.updateMany({ contact: from, cameWith: restored }, { $pull: { cameWith: restored } })
    },

    /** A piece of what is left of a segment that was deleted; false when nothing was. */
    async removeSome(segment: SegmentId): Promise<boolean> {
      const some = await members
        .find({ segment }, { projection: { _id: 1 } })
        .limit(PAGE)
        .toArray()
      if (some.length > 0) await members.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } })
      return some.length > 0
    },
  }
}
export type SegmentMembersStore = ReturnType<typeof createSegmentMembersStore>

type Write = mongoose.mongo.AnyBulkWriteOperation<MemberDocument>

/** What the row is after the move. */
export function moved({ segment, contact, row, to, at, quiet }: MemberMove): MemberRow {
  const turn = (row?.turn ?? 0) + 1
  const times = to === 'in' ? { enteredAt: at, leftAt: null } : { enteredAt: row?.enteredAt ?? at, leftAt: at }
  return { segment, contact, ...times, turn, ...(quiet ? {} : { untold: at }) }
}

function writeOf(move: MemberMove, writer: string): Write {
  const _id = memberId(move)
  const { segment, contact, ...fields } = moved(move)
  if (move.row === null) return { insertOne: { document: { _id, segment, contact, ...fields, writer } } }
  const gone = { joined: '' as const, cameWith: '' as const, ...(move.quiet ? { untold: '' as const } : {}) }
  return {
    updateOne: {
      filter: { _id, turn: move.row.turn },
      update: { $set: { ...fields, writer }, $unset: gone },
    },
  }
}

/** The survivor's row stands first: cut off in between, the moving is done again and finds it there. */
function joining(row: MemberRow, own: MemberRow | undefined, into: ContactId, at: Date): Write[] {
  const { segment, contact: from, enteredAt } = row
  const _id = memberId({ segment, contact: into })
  const came = { segment, contact: into, enteredAt, leftAt: null, turn: 1, writer: 'merge', cameWith: [from] }
  const enters: Write[] =
    own === undefined
      ? [{ insertOne: { document: { _id, ...came } } }]
      : own.leftAt === null
        ? own.cameWith === undefined
          ? []
          : [{ updateOne: { filter: { _id }, update: { $addToSet: { cameWith: from } } } }]
        : [
            {
              updateOne: {
                filter: { _id, turn: own.turn },
                update: { $set: { enteredAt, leftAt: null, cameWith: [from], writer: 'merge' }, $inc: { turn: 1 } },
              },
            },
          ]
  const leaves: Write = {
    updateOne: {
      filter: { _id: memberId(row), turn: row.turn },
      update: { $set: { leftAt: at, joined: into, writer: 'merge' }, $unset: { untold: '' }, $inc: { turn: 1 } },
    },
  }
  return [...enters, leaves]
}
