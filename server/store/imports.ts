import type mongoose from 'mongoose'
import { z } from 'zod'
import { ImportPreview } from '../../shared/api/imports.ts'
import { ImportSummary } from '../../shared/api/system.ts'
import { EventId, ImportId } from '../../shared/ids.ts'
import { ImportMapping } from '../../shared/imports/mapping.ts'
import { RowMapping } from '../../shared/imports/row-mapping.ts'
import { wroteAll } from './bulk.ts'
import type { Cipher } from './cipher.ts'

/**
 * Imports of CRM files. The file is kept (in sealed pieces: it holds phone numbers) until it is done, so that an import
 * whose process died goes on where its last checkpoint was; `lease` says who works on it. Rows that could not be taken
 * are kept sealed too, for the file of refused rows. `import_records` remembers the last content of each CRM record.
 */
const Counts = ImportSummary.pick({
  rows: true,
  created: true,
  merged: true,
  updated: true,
  unchanged: true,
  refused: true,
  remarked: true,
})
export type ImportCounts = z.infer<typeof Counts>
const ImportDocument = ImportSummary.omit({ id: true, progress: true }).extend({
  _id: ImportId,
  remarked: z.number().int().default(0),
  source: z.string(),
  by: z.string(),
  /** Bytes of the file, and how many of them were read up to the checkpoint. */
  bytes: z.number().int(),
  bytesRead: z.number().int(),
  pieces: z.number().int(),
  /** The first line of the file: under these the refused rows are given back. */
  columns: z.array(z.string()).default([]),
  /** What each column says; null while nobody said, and for a file that is read by the words of its first line. */
  mapping: ImportMapping.nullable().default(null),
  /** The same of a file of an object's rows. */
  rowMapping: RowMapping.nullable().default(null),
  /** What is shown while it is asked: sealed, a file holds phone numbers. */
  asked: z
    .object({
      guess: ImportMapping.nullable(),
      rowGuess: RowMapping.nullable().default(null),
      remembered: z.boolean(),
      samples: z.string(),
    })
    .nullable()
    .default(null),
  preview: ImportPreview.omit({ samples: true }).extend({ samples: z.string() }).nullable().default(null),
  cancelAsked: z.boolean().default(false),
  /** Lines of the file that are settled; going on means skipping these. */
  linesDone: z.number().int(),
  /** Events of the batch being written now that were in the timeline before it: after a crash, the others were ours. */
  inFlight: z.object({ known: z.array(EventId) }).nullable(),
  lease: z.object({ holder: z.string(), until: z.coerce.date() }).nullable(),
})
type ImportDocument = z.infer<typeof ImportDocument>
export type StoredImport = ImportDocument

/** All pieces but the last have this size, so that a part of the file is found by its place. */
export const PIECE_BYTES = 256 * 1024
const working = ['previewing', 'running'] as const

type Piece = { _id: string; import: ImportId; number: number; at: Date; sealed: string }
const RefusedDocument = z.object({
  _id: z.string(),
  import: ImportId,
  line: z.number().int(),
  column: z.string(),
  problem: z.string(),
  /** Whether the row was left out, or taken without this column. */
  taken: z.boolean(),
  sealed: z.string(),
})
export type RefusedRow = { line: number; column: string; problem: string; taken: boolean; cells: string[] }
const Cells = z.array(z.string())
/** Rows refused by an older version were kept as their line of text. */
const cellsOf = (kept: string) => (kept.startsWith('["') ? Cells.parse(JSON.parse(kept)) : [kept])
const RecordDocument = z.object({
  _id: z.string(),
  hash: z.string(),
  turn: z.number().int(),
  /** Where the last import that had it had it first. */
  seen: z.object({ import: ImportId, line: z.number().int() }).nullable().default(null),
  /** As it was before the batch behind this line that changed it more than once: repeated, it begins from here. */
  before: z
    .object({ import: ImportId, linesDone: z.number().int(), hash: z.string(), turn: z.number().int() })
    .nullable()
    .default(null),
})
export type ImportedRecord = z.infer<typeof RecordDocument>

export const indexes = [
  { collection: 'imports', spec: { startedAt: -1, _id: -1 }, options: {} },
  { collection: 'import_pieces', spec: { import: 1, number: 1 }, options: { unique: true } },
  { collection: 'imports', spec: { state: 1, startedAt: 1 }, options: {} },
  { collection: 'import_refused', spec: { import: 1, line: 1 }, options: {} },
] as const

export function createImportsStore(connection: mongoose.Connection, { cipher }: { cipher: Cipher }) {
  const imports = connection.collection<ImportDocument>('imports')
  const pieces = connection.collection<Piece>('import_pieces')
  const refused = connection.collection<z.infer<typeof RefusedDocument>>('import_refused')
  const records = connection.collection<ImportedRecord>('import_records')
  const mappings = connection.collection<{ _id: string; mapping: ImportMapping | RowMapping; at: Date }>(
    'import_mappings',
  )

  return {
    async add(
      given: Pick<StoredImport, '_id' | 'file' | 'source' | 'by' | 'bytes' | 'pieces' | 'startedAt'> &
        Partial<Pick<StoredImport, 'state' | 'columns' | 'asked' | 'mapping' | 'object'>>,
    ): Promise<void> {
      const counts = { rows: 0, created: 0, merged: 0, updated: 0, unchanged: 0, refused: 0, remarked: 0 }
      const progress = {
        bytesRead: 0,
        linesDone: 0,
        columns: [],
        inFlight: null,
        lease: null,
        problem: null,
        endedAt: null,
        object: null,
        mapping: null,
        rowMapping: null,
        asked: null,
        preview: null,
        cancelAsked: false,
      }
      await imports.insertOne({ ...counts, ...progress, state: 'running', ...given })
    },

    async addPiece(id: ImportId, piece: { number: number; bytes: Buffer; at: Date }): Promise<void> {
      const { number, bytes, at } = piece
      const sealed = cipher.seal(bytes.toString('base64'))
      await pieces.insertOne({ _id: `${id}:${number}`, import: id, number, at, sealed })
    },

    /** The upload was cut off or refused: nothing of it is kept. */
    async dropPieces(id: ImportId): Promise<void> {
      await pieces.deleteMany({ import: id })
    },

    /** What is left of uploads whose process died: pieces that began before this and became no import. */
    async dropAbandoned(before: Date): Promise<void> {
      const begun = await pieces.find({ number: 0, at: { $lt: before } }, { projection: { import: 1 } }).toArray()
      if (begun.length === 0) return
      const ids = begun.map((piece) => piece.import)
      const kept = await imports.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray()
      const known = new Set(kept.map(({ _id }) => _id))
      await pieces.deleteMany({ import: { $in: ids.filter((id) => !known.has(id)) } })
    },

    /** The file again, piece by piece. */
    async *readPieces(id: ImportId): AsyncGenerator<Buffer> {
      const found = pieces.find({ import: id }).sort({ number: 1 }).batchSize(4)
      for await (const { sealed } of found) yield Buffer.from(cipher.unseal(sealed), 'base64')
    },

    /** A part of the file: only the pieces it lies in are opened. */
    async *readRange(id: ImportId, start: number, end: number): AsyncGenerator<Buffer> {
      for (let number = Math.floor(start / PIECE_BYTES); number * PIECE_BYTES < end; number += 1) {
        const piece = await pieces.findOne({ _id: `${id}:${number}` })
        if (piece === null) return
        const bytes = Buffer.from(cipher.unseal(piece.sealed), 'base64')
        const from = number * PIECE_BYTES
        yield bytes.subarray(Math.max(0, start - from), Math.min(bytes.length, end - from))
      }
    },

    async get(id: ImportId): Promise<StoredImport | null> {
      const found = await imports.findOne({ _id: id })
      return found === null ? null : ImportDocument.parse(found)
    },

    async list(limit: number): Promise<StoredImport[]> {
      const found = await imports.find({}).sort({ startedAt: -1, _id: -1 }).limit(limit).toArray()
      return found.map((document) => ImportDocument.parse(document))
    },

    /** Takes a running import that nobody works on (any longer). Leases run on the machine's clock. */
    async claim(claim: { id: ImportId | null; holder: string; now: Date; until: Date }): Promise<StoredImport | null> {
      const free = [{ lease: null }, { 'lease.until': { $lte: claim.now } }, { 'lease.holder': claim.holder }]
      const found = await imports.findOneAndUpdate(
        { state: { $in: working }, $or: free, ...(claim.id === null ? {} : { _id: claim.id }) },
        { $set: { lease: { holder: claim.holder, until: claim.until } } },
        { returnDocument: 'after', sort: { startedAt: 1 } },
      )
      return found === null ? null : ImportDocument.parse(found)
    },

    /** Says how far the import is; told that another process took it over meanwhile, or that somebody wants it to end. */
    async checkpoint(
      id: ImportId,
      holder: string,
      change: Partial<
        ImportCounts & Pick<StoredImport, 'bytesRead' | 'linesDone' | 'inFlight' | 'columns' | 'mapping'>
      > & {
        until: Date
      },
    ): Promise<'ours' | 'lost' | 'cancelled'> {
      const { until, ...fields } = change
      const written = await imports.findOneAndUpdate(
        { _id: id, state: { $in: working }, 'lease.holder': holder },
        { $set: { ...fields, lease: { holder, until } } },
        { projection: { cancelAsked: 1 } },
      )
      return written === null ? 'lost' : written.cancelAsked === true ? 'cancelled' : 'ours'
    },

    /** Moves on an import that nobody works on, when it is in one of these states; false when it is not. */
    async move(
      id: ImportId,
      from: readonly StoredImport['state'][],
      change: Partial<Pick<StoredImport, 'state' | 'mapping' | 'rowMapping' | 'preview' | 'endedAt' | 'startedAt'>>,
    ): Promise<boolean> {
      const fresh =
        change.state === 'previewing' || change.state === 'running' ? { bytesRead: 0, linesDone: 0, rows: 0 } : {}
      const moved = await imports.updateOne({ _id: id, state: { $in: [...from] } }, { $set: { ...fresh, ...change } })
      if (moved.matchedCount === 1 && change.state === 'cancelled') await pieces.deleteMany({ import: id })
      return moved.matchedCount === 1
    },

    /** Whoever works on it ends it at the next checkpoint. */
    async askToCancel(id: ImportId): Promise<boolean> {
      const asked = await imports.updateOne({ _id: id, state: { $in: working } }, { $set: { cancelAsked: true } })
      return asked.matchedCount === 1
    },

    async endPreview(id: ImportId, holder: string, preview: StoredImport['preview']): Promise<void> {
      await imports.updateOne(
        { _id: id, state: 'previewing', 'lease.holder': holder },
        { $set: { preview, state: 'ready', lease: null } },
      )
    },

    seal: (value: unknown): string => cipher.seal(JSON.stringify(value)),
    unseal: (sealed: string): unknown => JSON.parse(cipher.unseal(sealed)),

    async mappingFor<T extends ImportMapping | RowMapping>(signature: string, shape: z.ZodType<T>): Promise<T | null> {
      const found = await mappings.findOne({ _id: signature })
      const mapping = shape.safeParse(found?.mapping)
      return mapping.success ? mapping.data : null
    },
    async rememberMapping(signature: string, mapping: ImportMapping | RowMapping, at: Date): Promise<void> {
      await mappings.updateOne({ _id: signature }, { $set: { mapping, at } }, { upsert: true })
    },

    async end(
      id: ImportId,
      holder: string,
      as: { state: 'done' | 'failed' | 'cancelled'; problem: string | null; at: Date },
    ): Promise<void> {
      const { state, problem, at: endedAt } = as
      const written = await imports.updateOne(
        { _id: id, 'lease.holder': holder },
        { $set: { state, problem, endedAt, lease: null, inFlight: null } },
      )
      if (written.matchedCount === 1) await pieces.deleteMany({ import: id })
    },

    /** Each column of a line is refused once, however often its batch is repeated. */
    async refuse(id: ImportId, rows: readonly RefusedRow[]): Promise<void> {
      if (rows.length === 0) return
      const writes = rows.map(({ cells, ...fields }) => ({
        replaceOne: {
          filter: { _id: `${id}:${fields.line}:${fields.column}` },
          replacement: { import: id, ...fields, sealed: cipher.seal(JSON.stringify(cells)) },
          upsert: true,
        },
      }))
      await refused.bulkWrite(writes, { ordered: false })
    },

    async *readRefused(id: ImportId): AsyncGenerator<RefusedRow> {
      for await (const document of refused.find({ import: id }).sort({ line: 1, _id: 1 })) {
        const { line, column, problem, taken, sealed } = RefusedDocument.parse(document)
        yield { line, column, problem, taken, cells: cellsOf(cipher.unseal(sealed)) }
      }
    },

    async recordsOf(keys: readonly string[]): Promise<Map<string, ImportedRecord>> {
      if (keys.length === 0) return new Map()
      const found = await records.find({ _id: { $in: [...keys] } }).toArray()
      return new Map(found.map((document) => [document._id, RecordDocument.parse(document)]))
    },
    /** Those that were not known are inserted, which is cheaper by far; one that is there after all is replaced. */
    async putRecords(items: readonly ImportedRecord[], known: ReadonlyMap<string, unknown>): Promise<void> {
      const fresh = items.filter(({ _id }) => !known.has(_id))
      const inserted = fresh.length === 0 || (await wroteAll(() => records.insertMany([...fresh], { ordered: false })))
      const rest = inserted ? items.filter(({ _id }) => known.has(_id)) : items
      if (rest.length === 0) return
      const writes = rest.map(({ _id, ...fields }) => ({
        replaceOne: { filter: { _id }, replacement: fields, upsert: true },
      }))
      await records.bulkWrite(writes, { ordered: false })
    },
  }
}
export type ImportsStore = ReturnType<typeof createImportsStore>

export function summaryOf(stored: StoredImport): ImportSummary {
  const { _id: id, file, object, source, by, state, problem, startedAt, endedAt, bytes, bytesRead } = stored
  const counts = Counts.parse(stored)
  const progress = state === 'done' ? 1 : bytes === 0 ? 0 : Math.min(1, bytesRead / bytes)
  return { id, file, object, source, by, state, ...counts, progress, problem, startedAt, endedAt }
}
