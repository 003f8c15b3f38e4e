import { Readable } from 'node:stream'
import type { ImportSummary } from '../../shared/api/system.ts'
import type { EventId, StaffId } from '../../shared/ids.ts'
import { ImportId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import type { Cipher } from '../store/cipher.ts'
import type { EventsStore } from '../store/events.ts'
import {
  type ImportCounts,
  type ImportsStore,
  type RefusedRow,
  type StoredImport,
  summaryOf,
} from '../store/imports.ts'
import type { MergesStore } from '../store/merges.ts'
import type { StaffStore } from '../store/staff.ts'
import { type CrmRow, columns, type Header, readHeader, readRow, toIncoming } from './crm-row.ts'
import { type CsvLine, csvLines, LineTooLong } from './csv-lines.ts'
import { csvText, EncodingUnknown } from './csv-text.ts'
import type { Linked } from './link.ts'
import { refusedCsv } from './refused-csv.ts'

/**
 * A CRM file becomes people. The upload is stored first; a worker then reads it line by line, links batches of rows and
 * writes a checkpoint after each. When the process dies, the next one that looks for work goes on from the checkpoint;
 * the batch that was cut off is repeated, which changes nothing, and is counted as what it was the first time.
 */
export type ImportNeeds = {
  imports: ImportsStore
  events: Pick<EventsStore, 'find'>
  merges: Pick<MergesStore, 'madeBy'>
  staff: Pick<StaffStore, 'byName'>
  cipher: Cipher
  linkIncoming(incoming: readonly Incoming[], now: Date): Promise<Linked[]>
  /** The events enter the line as well, so that journeys hear of them. */
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  clock: Clock
  machineClock: Clock
  log: Log
  /** Of one file. */
  maxBytes?: number
}

const BATCH = 400
const PIECE_BYTES = 256 * 1024
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
  const { imports, cipher, clock, machineClock, log, maxBytes = MAX_BYTES } = needs
  const holder = newId('iw')
  const leaseEnd = () => new Date(machineClock.now().getTime() + LEASE_MS)

  const checkpoint = async (id: ImportId, change: Omit<Parameters<ImportsStore['checkpoint']>[2], 'until'>) => {
    if (!(await imports.checkpoint(id, holder, { ...change, until: leaseEnd() }))) throw new ImportTakenOver()
  }

  /** Links one batch of rows and says what became of each. */
  const settle = async (
    job: StoredImport,
    header: Header,
    lines: readonly CsvLine[],
    owners: OwnerFinder,
  ): Promise<ImportCounts> => {
    const { _id, source, file, startedAt: at } = job
    const refused: RefusedRow[] = []
    const rows: { row: CrmRow; line: CsvLine }[] = []
    for (const line of lines) {
      const row = line.problem
        ? { problems: [line.problem], owner: null }
        : readRow(header, line.cells, { source, file, at, cipher })
      if (!('problems' in row)) rows.push({ row, line })
      else {
        const nobody = row.owner !== null && (await owners(row.owner)) === null
        const problems = [...row.problems, ...(nobody ? [{ ...noOwner, problem: '没有找到这位员工（或有重名）' }] : [])]
        refused.push(...problems.map((one) => ({ ...one, line: line.line, taken: false, row: line.raw })))
      }
    }
    const known = await imports.recordsOf(rows.map(({ row }) => `${source}:${row.record}`))
    const records = new Map(known)
    const incoming: Incoming[] = []
    let remarked = 0
    for (const { row, line } of rows) {
      const owner = await owners(row.owner)
      const key = `${source}:${row.record}`
      const last = records.get(key)
      const turn = last === undefined ? 0 : last.hash === row.hash ? last.turn : last.turn + 1
      const seen = last?.seen?.import === _id ? last.seen : { import: _id, line: line.line }
      records.set(key, { _id: key, hash: row.hash, turn, seen })
      const remarks = [
        ...(seen.line < line.line ? [sameRecord(seen.line)] : []),
        ...(row.owner !== null && owner === null ? [noOwner] : []),
      ]
      refused.push(...remarks.map((one) => ({ ...one, line: line.line, taken: true, row: line.raw })))
      if (remarks.length > 0) remarked += 1
      incoming.push(toIncoming(row, { source, at, turn, owner }))
    }
    const ours = await oursFrom(job, incoming)
    const linked = await needs.linkIncoming(incoming, at)
    const counts = await countOutcomes(linked, ours, at)
    const left = lines.length - rows.length
    const news = linked.filter(({ repeated, incoming: { event } }) => !repeated || ours.has(event.id))
    await needs.acceptEvents(news.map((one) => one.incoming))
    await imports.refuse(_id, refused)
    await imports.putRecords(
      [...records.values()].filter(({ _id: key, hash, seen }) => {
        const before = known.get(key)
        return before?.hash !== hash || before.seen?.import !== seen?.import
      }),
    )
    return { ...counts, rows: lines.length, refused: left, remarked }
  }

  /**
   * Events of this batch that the cut-off try before this one had written. Before a batch is linked, the import notes
   * which of its events were known already; whatever is known now and was not then is ours.
   */
  const oursFrom = async (job: StoredImport, incoming: readonly Incoming[]): Promise<ReadonlySet<EventId>> => {
    const known = await needs.events.find(incoming.map(({ event }) => event.id))
    if (job.inFlight !== null) {
      const before = new Set(job.inFlight.known)
      return new Set([...known.keys()].filter((id) => !before.has(id)))
    }
    await checkpoint(job._id, { inFlight: { known: [...known.keys()] } })
    return new Set()
  }

  const countOutcomes = async (linked: readonly Linked[], ours: ReadonlySet<EventId>, at: Date) => {
    const counts = { created: 0, merged: 0, updated: 0, unchanged: 0 }
    const again = linked.filter((one) => one.repeated && ours.has(one.incoming.event.id))
    const merging = await needs.merges.madeBy(again.map((one) => one.incoming.event.id))
    const counted = new Set<EventId>()
    for (const { incoming, contact, created, merged, repeated } of linked) {
      const { id } = incoming.event
      const mine = !repeated || (ours.has(id) && !counted.has(id))
      counted.add(id)
      if (!mine) counts.unchanged += 1
      else if (merged.length > 0 || merging.has(id)) counts.merged += 1
      else if (created || (repeated && contact.createdAt.getTime() === at.getTime())) counts.created += 1
      else counts.updated += 1
    }
    return counts
  }

  /** False when it was told to stop before the end: the checkpoint is where the next goes on. */
  const work = async (job: StoredImport, stopping?: AbortSignal): Promise<boolean> => {
    const owners = createOwnerFinder(needs.staff)
    let state = job
    let header: Header | null = null
    const takeBatch = async (lines: readonly CsvLine[]): Promise<void> => {
      const last = lines.at(-1)
      if (header === null || last === undefined) return
      const counts = await settle(state, header, lines, owners)
      const sums = addCounts(state, counts)
      const read = lines.reduce((sum, { raw }) => sum + Buffer.byteLength(raw) + 1, state.bytesRead)
      const place = { linesDone: last.lastLine, bytesRead: Math.min(read, state.bytes), inFlight: null }
      await checkpoint(job._id, { ...sums, ...place })
      state = { ...state, ...sums, ...place }
    }
    let batch: CsvLine[] = []
    for await (const line of csvLines(csvText(imports.readPieces(job._id)))) {
      if (header === null) {
        const read = readHeader(line.cells)
        if ('problem' in read) {
          await imports.end(job._id, holder, { state: 'failed', problem: read.problem, at: clock.now() })
          return true
        }
        header = read
        if (job.columns.length === 0) await checkpoint(job._id, { columns: read.names })
        continue
      }
      if (line.line <= job.linesDone) continue
      batch.push(line)
      if (batch.length < BATCH) continue
      await takeBatch(batch)
      if (stopping?.aborted) return false
      batch = []
    }
    await takeBatch(batch)
    const problem = header === null ? '文件是空的' : null
    await imports.end(job._id, holder, { state: problem === null ? 'done' : 'failed', problem, at: clock.now() })
    return true
  }

  /** Works on one import that nobody works on; null when there is none. A fault is left to whoever runs this next. */
  const workOn = async (id: ImportId | null, stopping?: AbortSignal): Promise<ImportId | null> => {
    const job = await imports.claim({ id, holder, now: machineClock.now(), until: leaseEnd() })
    if (job === null) return null
    try {
      if (!(await work(job, stopping))) {
        // The lease ends now: another process need not wait for it.
        await imports.checkpoint(job._id, holder, { until: machineClock.now() })
        return null
      }
    } catch (error) {
      const problem = fileProblem(error)
      if (problem === null) throw error
      await imports.end(job._id, holder, { state: 'failed', problem, at: clock.now() })
    }
    log.info({ import: job._id }, 'An import ended')
    return job._id
  }

  return {
    /** Stores the file, all of it or nothing, and answers; `workOnImports` (or another process) does the rest. */
    async startImport(given: {
      file: string
      source: string
      body: AsyncIterable<Uint8Array>
      bytes: number | null
      by: string
    }): Promise<ImportSummary> {
      const id = ImportId.parse(newId('im'))
      const { file, source, by } = given
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
      await imports.add({ _id: id, file, source, by, bytes, pieces, startedAt: clock.now() })
      const stored = await imports.get(id)
      if (stored === null) throw new Error(`import ${id} is gone`)
      return summaryOf(stored)
    },

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

const noOwner = { column: columns.owner[0], problem: '没有找到这位员工（或有重名），已导入但没有归属' }
const sameRecord = (line: number) => ({
  column: columns.record[0],
  problem: `已导入，但客户编号与第 ${line} 行相同`,
})

type OwnerFinder = (name: string | null) => Promise<StaffId | null>
function createOwnerFinder(staff: ImportNeeds['staff']): OwnerFinder {
  const found = new Map<string, StaffId | null>()
  return async (name) => {
    if (name === null) return null
    const known = found.get(name)
    if (known !== undefined) return known
    const members = await staff.byName(name)
    const only = members.length === 1 ? (members[0]?.id ?? null) : null
    found.set(name, only)
    return only
  }
}

function addCounts(before: ImportCounts, more: ImportCounts): ImportCounts {
  return {
    rows: before.rows + more.rows,
    created: before.created + more.created,
    merged: before.merged + more.merged,
    updated: before.updated + more.updated,
    unchanged: before.unchanged + more.unchanged,
    refused: before.refused + more.refused,
    remarked: before.remarked + more.remarked,
  }
}

const tooLarge = (maxBytes: number) =>
  new Refusal({
    code: 'import.too-large',
    status: 413,
    message: `文件超过 ${Math.round(maxBytes / MB)} MB，请分成几个文件导入。`,
  })

async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    waiting.push(chunk)
    size += chunk.length
    if (size < PIECE_BYTES) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting)
}

function fileProblem(error: unknown): string | null {
  if (error instanceof EncodingUnknown) return '文件编码无法识别，请另存为 UTF-8 编码的 CSV 再上传'
  if (error instanceof LineTooLong) return `第 ${error.line} 行过长，文件不像是客户清单的 CSV`
  return null
}
