import { Readable } from 'node:stream'
import { z } from 'zod'
import { type ImportDetail, ImportPreview } from '../../shared/api/imports.ts'
import type { ImportSummary } from '../../shared/api/system.ts'
import type { EventId } from '../../shared/ids.ts'
import { ImportId } from '../../shared/ids.ts'
import { columnTitles, type ImportMapping, mappingProblem } from '../../shared/imports/mapping.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Field } from '../../shared/schema/field.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { IdentityRulesStore } from '../store/identity-rules.ts'
import { type ImportsStore, PIECE_BYTES, type StoredImport, summaryOf } from '../store/imports.ts'
import type { MergesStore } from '../store/merges.ts'
import { type FileRow, FileUnreadable, MAX_COLUMNS, type StoredFile } from './files/file-row.ts'
import { fileRows } from './files/file-rows.ts'
import { asDefined, guessMapping, type KnownAccounts, knownTargets, signatureOf } from './guess-mapping.ts'
import { createPreview, maskedCell } from './import-preview.ts'
import { addCounts, createOwnerFinder, createRows, type RowsNeeds, type Sheet, sheetOf } from './import-rows.ts'
import { refusedCsv } from './refused-csv.ts'

/**
 * A file becomes people. The upload is stored first; a person says what its columns mean and sees what would happen, or
 * the words of the first line say it; a worker then reads it row by row, links batches of rows and writes a checkpoint
 * after each. When the process dies, the next one that looks for work goes on from the checkpoint; the batch that was
 * cut off is repeated, which changes nothing, and is counted as what it was the first time.
 *
 *     mapping ──► previewing ──► ready ──► running ──► done
 *                     ▲            │          ▲          (or failed, or cancelled)
 *                     └────────────┘          └── a file uploaded without a person's look
 */
export type ImportNeeds = RowsNeeds & {
  contacts: Pick<ContactsStore, 'findByKeys'>
  merges: Pick<MergesStore, 'contested'>
  identityRules: Pick<IdentityRulesStore, 'read'>
  /** Whose openids and external users a file can name. */
  accounts(): Promise<KnownAccounts>
  /** The attributes that are defined, and new ones as a person wants them. */
  attributes: { list(): Promise<ReadonlyMap<string, Field>>; add(fields: readonly Field[], at: Date): Promise<void> }
  clock: Clock
  machineClock: Clock
  log: Log
  /** Of one file. */
  maxBytes?: number
  rowsPerBatch?: number
}

const BATCH = 1000
const LEASE_MS = 60_000
const MB = 1024 * 1024
/** Some two million customers; it is kept until it was read. */
const MAX_BYTES = 200 * MB
/** No upload takes longer. */
const UPLOAD_MS = 24 * 3_600_000

export class ImportTakenOver extends Error {
  readonly code = 'import.taken-over'
  constructor() {
    super('Another process works on this import now')
    this.name = 'ImportTakenOver'
  }
}

export function createImports(needs: ImportNeeds) {
  const { imports, clock, machineClock, log, maxBytes = MAX_BYTES, rowsPerBatch = BATCH } = needs
  const holder = newId('iw')
  const leaseEnd = () => new Date(machineClock.now().getTime() + LEASE_MS)
  const rows = createRows(needs)

  /** True when somebody wants it to end. */
  const checkpoint = async (id: ImportId, change: Omit<Parameters<ImportsStore['checkpoint']>[2], 'until'>) => {
    const state = await imports.checkpoint(id, holder, { ...change, until: leaseEnd() })
    if (state === 'lost') throw new ImportTakenOver()
    return state === 'cancelled'
  }

  /**
   * Events of this batch that the cut-off try before this one had written. Before a batch is linked, the import notes
   * which of its events were known already; whatever is known now and was not then is ours.
   */
  const oursFrom =
    (job: StoredImport) =>
    async (incoming: readonly Incoming[]): Promise<ReadonlySet<EventId>> => {
      const known = await needs.events.find(incoming.map(({ event }) => event.id))
      if (job.inFlight !== null) {
        const before = new Set(job.inFlight.known)
        return new Set([...known.keys()].filter((id) => !before.has(id)))
      }
      await checkpoint(job._id, { inFlight: { known: [...known.keys()] } })
      return new Set()
    }

  /** False when it was told to stop before the end: the checkpoint is where the next goes on. */
  const run = async (job: StoredImport, stopping?: AbortSignal): Promise<boolean> => {
    const owners = createOwnerFinder(needs.staff)
    let state = job
    let cancelled = false
    const file = fileOf(imports, job)
    const takeBatch = async (sheet: Sheet, lines: readonly FileRow[]): Promise<void> => {
      const last = lines.at(-1)
      if (last === undefined) return
      const counts = await rows.settle(state, sheet, lines, { owners, oursOf: oursFrom(state) })
      const sums = addCounts(state, counts)
      const place = { linesDone: last.lastLine, bytesRead: Math.max(state.bytesRead, file.read()), inFlight: null }
      cancelled = await checkpoint(job._id, { ...sums, ...place })
      state = { ...state, ...sums, ...place }
    }
    const read = await opened(job, file)
    for await (const lines of ahead(batchesOf(read.rows, rowsPerBatch, job.linesDone))) {
      await takeBatch(read.sheet, lines)
      if (cancelled) break
      if (stopping?.aborted && lines.length === rowsPerBatch) return false
    }
    await imports.end(job._id, holder, { state: cancelled ? 'cancelled' : 'done', problem: null, at: clock.now() })
    return true
  }

  /** What would happen; begun anew when it was cut off. */
  const preview = async (job: StoredImport, stopping?: AbortSignal): Promise<boolean> => {
    const owners = createOwnerFinder(needs.staff)
    const dry = createPreview({ ...needs, rows })
    const file = fileOf(imports, job)
    const { sheet, rows: lines } = await opened(job, file)
    for await (const batch of batchesOf(lines, rowsPerBatch, 0)) {
      await dry.take({ job, sheet, lines: batch, owners })
      const { rows: read } = dry.result()
      if (await checkpoint(job._id, { bytesRead: file.read(), rows: read })) {
        await imports.end(job._id, holder, { state: 'cancelled', problem: null, at: clock.now() })
        return true
      }
      if (stopping?.aborted) return false
    }
    const { samples, ...counts } = dry.result()
    await imports.endPreview(job._id, holder, { ...counts, samples: imports.seal(samples) })
    return true
  }

  /** The rows behind the first, and what their columns mean. */
  const opened = async (
    job: StoredImport,
    file: StoredFile,
  ): Promise<{ sheet: Sheet; rows: AsyncIterator<FileRow> }> => {
    const read = fileRows(file)[Symbol.asyncIterator]()
    const first = await read.next()
    if (first.done) throw new FileUnreadable('文件是空的')
    const names = namesOf(first.value)
    const mapping = job.mapping ?? mappingByWords(names)
    if (job.columns.length === 0) await checkpoint(job._id, { columns: names })
    return { sheet: sheetOf(names, mapping), rows: read }
  }

  /** Works on one import that nobody works on; null when there is none. A fault is left to whoever runs this next. */
  const workOn = async (id: ImportId | null, stopping?: AbortSignal): Promise<ImportId | null> => {
    const job = await imports.claim({ id, holder, now: machineClock.now(), until: leaseEnd() })
    if (job === null) return null
    try {
      if (!(await (job.state === 'previewing' ? preview : run)(job, stopping))) {
        // The lease ends now: another process need not wait for it.
        await imports.checkpoint(job._id, holder, { until: machineClock.now() })
        return null
      }
    } catch (error) {
      if (!(error instanceof FileUnreadable)) throw error
      await imports.end(job._id, holder, { state: 'failed', problem: error.problem, at: clock.now() })
    }
    log.info({ import: job._id }, 'An import ended')
    return job._id
  }

  const store = async (given: Upload): Promise<{ id: ImportId; bytes: number; pieces: number }> => {
    const id = importId(machineClock.now())
    if ((given.bytes ?? 0) > maxBytes) throw tooLarge(maxBytes)
    let [bytes, pieces] = [0, 0]
    try {
      for await (const piece of inPieces(given.body)) {
        bytes += piece.length
        if (bytes > maxBytes) throw tooLarge(maxBytes)
        await imports.addPiece(id, { number: pieces, bytes: piece, at: machineClock.now() })
        pieces += 1
      }
    } catch (error) {
      await imports.dropPieces(id)
      throw error
    }
    return { id, bytes, pieces }
  }

  const found = async (id: ImportId): Promise<StoredImport> => {
    const stored = await imports.get(id)
    if (stored === null) throw new Refusal({ code: 'import.not-found', status: 404, message: '没有找到这次导入。' })
    return stored
  }

  const detailOf = (stored: StoredImport): ImportDetail => {
    const samples = stored.asked === null ? [] : Rows.parse(imports.unseal(stored.asked.samples))
    const titles = columnTitles(stored.columns)
    return {
      summary: summaryOf(stored),
      columns: titles.map((title, at) => ({ title, samples: samples[at] ?? [] })),
      guess: stored.asked?.guess ?? null,
      remembered: stored.asked?.remembered ?? false,
      mapping: stored.mapping,
      preview: stored.preview === null ? null : readPreview(stored.preview, imports),
    }
  }

  return {
    /** Stores the file, all of it or nothing, and answers; `workOnImports` (or another process) does the rest. */
    async startImport(given: Upload): Promise<ImportSummary> {
      const { id, ...size } = await store(given)
      const { file, source, by, mapping = null } = given
      await imports.add({ _id: id, file, source, by, mapping, ...size, startedAt: clock.now() })
      return summaryOf(await found(id))
    },

    /** Stores the file and tells what its columns seem to be; a file that can't be read is refused and not kept. */
    async uploadImport(given: Upload): Promise<ImportDetail> {
      const { id, ...size } = await store(given)
      const { file, source, by } = given
      try {
        const { names, samples } = await lookInto(fileOf(imports, { _id: id, bytes: size.bytes }))
        const said = await imports.mappingFor(signatureOf(names))
        const guess = said ?? guessMapping(names, samples, await needs.accounts(), await needs.attributes.list())
        const shown = names.map((_, at) => samples.flatMap((row) => row[at]?.trim() || []).slice(0, 3))
        const masked = shown.map((values) => values.map((value) => maskedCell(value)))
        const asked = { guess, remembered: said !== null, samples: imports.seal(masked) }
        const columns = { state: 'mapping', columns: names, asked } as const
        await imports.add({ _id: id, file, source, by, ...size, startedAt: clock.now(), ...columns })
      } catch (error) {
        await imports.dropPieces(id)
        if (!(error instanceof FileUnreadable)) throw error
        throw new Refusal({ code: 'import.unreadable', status: 422, message: `${error.problem}。` })
      }
      return detailOf(await found(id))
    },

    /** Says what the columns mean: remembered for files with the same ones, and what would happen is worked out. */
    async mapImport(id: ImportId, given: ImportMapping): Promise<ImportDetail> {
      const stored = await found(id)
      const defined = await needs.attributes.list()
      const mapping = { ...given, columns: given.columns.map((target) => asDefined(target, defined)) }
      const problem = mappingProblem(mapping, columnTitles(stored.columns))
      if (problem !== null) throw new Refusal({ code: 'import.bad-mapping', status: 422, message: `${problem}。` })
      const moved = await imports.move(id, ['mapping', 'ready'], { state: 'previewing', mapping, preview: null })
      if (!moved) throw notNow()
      const fresh = mapping.columns.flatMap((target) =>
        target.to === 'attribute' && !defined.has(target.name) ? [fieldOf(target)] : [],
      )
      await needs.attributes.add(fresh, clock.now())
      await imports.rememberMapping(signatureOf(stored.columns), mapping, clock.now())
      return detailOf(await found(id))
    },

    async beginImport(id: ImportId): Promise<ImportDetail> {
      await found(id)
      if (!(await imports.move(id, ['ready'], { state: 'running', startedAt: clock.now() }))) throw notNow()
      return detailOf(await found(id))
    },

    /** What waits for a person ends at once; what is worked on ends at its next checkpoint, with what was done done. */
    async cancelImport(id: ImportId): Promise<ImportDetail> {
      await found(id)
      const ended = { state: 'cancelled', endedAt: clock.now() } as const
      const done = (await imports.move(id, ['mapping', 'ready'], ended)) || (await imports.askToCancel(id))
      if (!done) throw notNow()
      return detailOf(await found(id))
    },

    readDetail: async (id: ImportId): Promise<ImportDetail> => detailOf(await found(id)),

    /** Works until no import is left, or to the next checkpoint; call it after an upload, at start, and now and then. */
    async workOnImports(stopping?: AbortSignal): Promise<number> {
      await imports.dropAbandoned(new Date(machineClock.now().getTime() - UPLOAD_MS))
      let done = 0
      while (!stopping?.aborted && (await workOn(null, stopping)) !== null) done += 1
      return done
    },

    async listImports(): Promise<{ items: ImportSummary[]; next: null }> {
      return { items: (await imports.list(100)).map(summaryOf), next: null }
    },

    async readImport(id: ImportId): Promise<ImportSummary | null> {
      const stored = await imports.get(id)
      return stored === null ? null : summaryOf(stored)
    },

    /** The rows that were left out or taken in part, as CSV with a mark in front so that Excel reads it. */
    async streamRefused(id: ImportId): Promise<Readable> {
      const columns = (await imports.get(id))?.columns ?? []
      return Readable.from(refusedCsv(columns, imports.readRefused(id)))
    },
  }
}
export type Imports = ReturnType<typeof createImports>

type Upload = {
  file: string
  source: string
  body: AsyncIterable<Uint8Array>
  bytes: number | null
  by: string
  /** What the columns mean, when somebody has said so before there is a file. */
  mapping?: ImportMapping
}
const Rows = z.array(z.array(z.string()))
const ImportPreviewSamples = ImportPreview.shape.samples
const SAMPLES = 50
const fieldOf = ({ name, label, type, options }: Field): Field => ({ name, label, type, options })

/** Ids sort by the moment they were made. */
const importId = (now: Date) =>
  ImportId.parse(`im_${now.getTime().toString(36).padStart(9, '0')}${newId('').slice(1, 10)}`)
const notNow = () =>
  new Refusal({ code: 'import.not-now', status: 409, message: '这次导入现在不能这样做，请刷新后再看。' })

/** The file as it is kept, with how much of it was read. */
function fileOf(imports: ImportsStore, { _id, bytes }: Pick<StoredImport, '_id' | 'bytes'>) {
  let read = 0
  async function* counted(from: AsyncIterable<Buffer>) {
    for await (const piece of from) {
      read += piece.length
      yield piece
    }
  }
  return {
    bytes,
    read: () => Math.min(read, bytes),
    pieces: () => counted(imports.readPieces(_id)),
    range: (start: number, end: number) => counted(imports.readRange(_id, start, end)),
  }
}

function namesOf(first: FileRow): string[] {
  if (first.problem !== null) throw new FileUnreadable(`第一行应是各列的名称：${first.problem.problem}`)
  if (first.cells.length > MAX_COLUMNS) throw new FileUnreadable(`文件超过 ${MAX_COLUMNS} 列，不像是客户清单`)
  return first.cells.map((cell) => cell.replace(/^\ufeff/, '').trim())
}

/** The names of the columns and the first rows, for whoever says what they mean. */
async function lookInto(file: StoredFile): Promise<{ names: string[]; samples: string[][] }> {
  let names: string[] | null = null
  const samples: string[][] = []
  for await (const row of fileRows(file)) {
    if (names === null) names = namesOf(row)
    else if (row.problem === null) samples.push(row.cells)
    if (samples.length >= SAMPLES) break
  }
  if (names === null) throw new FileUnreadable('文件是空的')
  return { names, samples }
}

/** Without a person's look a column is what its name says, and nothing is chosen for anybody. */
function mappingByWords(names: readonly string[]): ImportMapping {
  const columns = knownTargets(names)
  const place = (target: (typeof columns)[number]) => (target.to === 'attribute' ? target.name : target.to)
  const twice = columns.findIndex(
    (target, at) => target.to !== 'ignore' && columns.findIndex((one) => place(one) === place(target)) < at,
  )
  if (twice !== -1) throw new FileUnreadable(`第一行里有两个「${names[twice]}」列，请在页面上导入并选择其中一列`)
  if (!columns.some(({ to }) => to === 'record')) {
    throw new FileUnreadable('第一行里没有「客户编号」列，无法知道每一行是哪位客户；请在页面上导入并指定各列的含义')
  }
  return { columns, empty: 'keep', dayOrder: null }
}

async function* batchesOf(rows: AsyncIterator<FileRow>, size: number, linesDone: number): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = []
  try {
    for (let next = await rows.next(); !next.done; next = await rows.next()) {
      if (next.value.line <= linesDone) continue
      batch.push(next.value)
      if (batch.length < size) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } finally {
    await rows.return?.()
  }
}

/** The next batch is read while this one is worked on. */
async function* ahead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = batches.next()
  try {
    for (let now = await next; !now.done; now = await next) {
      next = batches.next()
      // What goes wrong in it is told when its turn comes.
      next.catch(() => undefined)
      yield now.value
    }
  } finally {
    await batches.return(undefined)
  }
}

const readPreview = (kept: NonNullable<StoredImport['preview']>, imports: ImportsStore): ImportPreview => ({
  ...kept,
  samples: ImportPreviewSamples.parse(imports.unseal(kept.samples)),
})

const tooLarge = (maxBytes: number) =>
  new Refusal({
    code: 'import.too-large',
    status: 413,
    message: `文件超过 ${Math.round(maxBytes / MB)} MB，请分成几个文件导入。`,
  })

/** Pieces of one size: a part of the file is then found by its place. */
async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    waiting.push(chunk)
    size += chunk.length
    if (size < PIECE_BYTES) continue
    const all = Buffer.concat(waiting)
    let start = 0
    for (; all.length - start >= PIECE_BYTES; start += PIECE_BYTES) yield all.subarray(start, start + PIECE_BYTES)
    waiting = [all.subarray(start)]
    size = all.length - start
  }
  if (size > 0) yield Buffer.concat(waiting)
}
