import type mongoose from 'mongoose'
import { z } from 'zod'
import { ImportSummary } from '../../shared/api/system.ts'
import { EventId, ImportId } from '../../shared/ids.ts'
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
  /** Lines of the file that are settled; going on means skipping these. */
  linesDone: z.number().int(),
  /** Events of the batch being written now that were in the timeline before it: after a crash, the others were ours. */
  inFlight: z.object({ known: z.array(EventId) }).nullable(),
  lease: z.object({ holder: z.string(), until: z.coerce.date() }).nullable(),
})
type ImportDocument = z.infer<typeof ImportDocument>
export type StoredImport = ImportDocument

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
export type RefusedRow = { line: number; column: string; problem: string; taken: boolean; row: string }
const RecordDocument = z.object({
  _id: z.string(),
  hash: z.string(),
  turn: z.number().int(),
  /** Where the last import that had it had it first. */
  seen: z.object({ import: ImportId, line: z.number().int() }).nullable().default(null),
})
export type ImportedRecord = z.infer<typeof RecordDocument>

export const indexes = [
  { collection: 'imports', spec: { startedAt: -1, _id: -1 }, options: {} },
  { collection: 'import_pieces', spec: { import: 1, number: 1 }, options: { unique: true } },
  { collection: 'import_refused', spec: { import: 1, line: 1 }, options: {} },
] as const

export function createImportsStore(connection: mongoose.Connection, { cipher }: { cipher: Cipher }) {
  const imports = connection.collection<ImportDocument>('imports')
  const pieces = connection.collection<Piece>('import_pieces')
  const refused = connection.collection<z.infer<typeof RefusedDocument>>('import_refused')
  const records = connection.collection<ImportedRecord>('import_records')

  return {
    async add(
      given: Pick<StoredImport, '_id' | 'file' | 'source' | 'by' | 'bytes' | 'pieces' | 'startedAt'>,
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
      }
      await imports.insertOne({ ...given, ...counts, ...progress, state: 'running' })
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
        { state: 'running', $or: free, ...(claim.id === null ? {} : { _id: claim.id }) },
        { $set: { lease: { holder: claim.holder, until: claim.until } } },
        { returnDocument: 'after', sort: { startedAt: 1 } },
      )
      return found === null ? null : ImportDocument.parse(found)
    },

    /** Says how far the import is; false when another process took it over meanwhile. */
    async checkpoint(
      id: ImportId,
      holder: string,
      change: Partial<ImportCounts & Pick<StoredImport, 'bytesRead' | 'linesDone' | 'inFlight' | 'columns'>> & {
        until: Date
      },
    ): Promise<boolean> {
      const { until, ...fields } = change
      const written = await imports.updateOne(
        { _id: id, state: 'running', 'lease.holder': holder },
        { $set: { ...fields, lease: { holder, until } } },
      )
      return written.matchedCount === 1
    },

    async end(
      id: ImportId,
      holder: string,
      as: { state: 'done' | 'failed'; problem: string | null; at: Date },
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
      const writes = rows.map(({ row, ...fields }) => ({
        replaceOne: {
          filter: { _id: `${id}:${fields.line}:${fields.column}` },
          replacement: { import: id, ...fields, sealed: cipher.seal(row) },
          upsert: true,
        },
      }))
      await refused.bulkWrite(writes, { ordered: false })
    },

    async *readRefused(id: ImportId): AsyncGenerator<RefusedRow> {
      for await (const document of refused.find({ import: id }).sort({ line: 1, _id: 1 })) {
        const { line, column, problem, taken, sealed } = RefusedDocument.parse(document)
        yield { line, column, problem, taken, row: cipher.unseal(sealed) }
      }
    },

    async recordsOf(keys: readonly string[]): Promise<Map<string, ImportedRecord>> {
      if (keys.length === 0) return new Map()
      const found = await records.find({ _id: { $in: [...keys] } }).toArray()
      return new Map(found.map((document) => [document._id, RecordDocument.parse(document)]))
    },
    async putRecords(items: readonly ImportedRecord[]): Promise<void> {
      if (items.length === 0) return
      const writes = items.map(({ _id, ...fields }) => ({
        replaceOne: { filter: { _id }, replacement: fields, upsert: true },
      }))
      await records.bulkWrite(writes, { ordered: false })
    },
  }
}
export type ImportsStore = ReturnType<typeof createImportsStore>

export function summaryOf(stored: StoredImport): ImportSummary {
  const { _id: id, file, state, problem, startedAt, endedAt, bytes, bytesRead } = stored
  const counts = Counts.parse(stored)
  const progress = state === 'done' ? 1 : bytes === 0 ? 0 : Math.min(1, bytesRead / bytes)
  return { id, file, state, ...counts, progress, problem, startedAt, endedAt }
}
