import type { ImportId } from '../../shared/ids.ts'
import type { ImportMapping } from '../../shared/imports/mapping.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import type { ImportsStore, StoredImport } from '../store/imports.ts'
import { type FileRow, FileUnreadable, type StoredFile } from './files/file-row.ts'
import { fileRows } from './files/file-rows.ts'
import { knownTargets } from './guess-mapping.ts'
import { ahead, batchesOf, fileOf, namesOf } from './import-file.ts'
import { type ObjectRowsNeeds, takeObjectRows } from './import-object-rows.ts'
import { takePeople } from './import-people.ts'
import type { PreviewNeeds } from './import-preview.ts'
import { addCounts, createRows, type RowsNeeds, sheetOf } from './import-rows.ts'
import type { Taker } from './import-taker.ts'

/** What a worker does to an import that nobody else works on: looks at its rows, or takes them, from the checkpoint. */
export type ImportWorkNeeds = RowsNeeds &
  Omit<PreviewNeeds, 'rows' | 'imports'> &
  Omit<ObjectRowsNeeds, 'imports'> & {
    imports: ImportsStore
    clock: Clock
    machineClock: Clock
    log: Log
    rowsPerBatch: number
  }

const LEASE_MS = 60_000

export class ImportTakenOver extends Error {
  readonly code = 'import.taken-over'
  constructor() {
    super('Another process works on this import now')
    this.name = 'ImportTakenOver'
  }
}

export function createImportWork(needs: ImportWorkNeeds) {
  const { imports, clock, machineClock, log, rowsPerBatch } = needs
  const holder = newId('iw')
  const leaseEnd = () => new Date(machineClock.now().getTime() + LEASE_MS)
  const people = createRows(needs)

  /** True when somebody wants it to end. */
  const checkpoint = async (id: ImportId, change: Omit<Parameters<ImportsStore['checkpoint']>[2], 'until'>) => {
    const state = await imports.checkpoint(id, holder, { ...change, until: leaseEnd() })
    if (state === 'lost') throw new ImportTakenOver()
    return state === 'cancelled'
  }

  /** False when it was told to stop before the end: the checkpoint is where the next goes on. */
  const run = async (job: StoredImport, stopping?: AbortSignal): Promise<boolean> => {
    let state = job
    let cancelled = false
    const file = fileOf(imports, job)
    const { taker, rows } = await opened(job, file)
    const takeBatch = async (lines: readonly FileRow[]): Promise<void> => {
      const last = lines.at(-1)
      if (last === undefined) return
      const before = state.inFlight === null ? null : new Set<string>(state.inFlight.known)
      const begin = async (known: NonNullable<StoredImport['inFlight']>['known']) =>
        void (await checkpoint(job._id, { inFlight: { known } }))
      const sums = addCounts(state, await taker.settle(state, lines, { before, begin }))
      const place = { linesDone: last.lastLine, bytesRead: Math.max(state.bytesRead, file.read()), inFlight: null }
      cancelled = await checkpoint(job._id, { ...sums, ...place })
      state = { ...state, ...sums, ...place }
    }
    const batches = batchesOf(rows, { size: rowsPerBatch, linesDone: job.linesDone, pass: taker.pass })
    for await (const lines of ahead(batches)) {
      await takeBatch(lines)
      if (cancelled) break
      if (stopping?.aborted && lines.length === rowsPerBatch) return false
    }
    await imports.end(job._id, holder, { state: cancelled ? 'cancelled' : 'done', problem: null, at: clock.now() })
    return true
  }

  /** What would happen; begun anew when it was cut off. */
  const preview = async (job: StoredImport, stopping?: AbortSignal): Promise<boolean> => {
    const file = fileOf(imports, job)
    const { taker, rows } = await opened(job, file)
    for await (const batch of batchesOf(rows, { size: rowsPerBatch, linesDone: 0, pass: taker.pass })) {
      await taker.look(job, batch)
      const { rows: read } = taker.looked()
      if (await checkpoint(job._id, { bytesRead: file.read(), rows: read })) {
        await imports.end(job._id, holder, { state: 'cancelled', problem: null, at: clock.now() })
        return true
      }
      if (stopping?.aborted) return false
    }
    const { samples, ...counts } = taker.looked()
    await imports.endPreview(job._id, holder, { ...counts, samples: imports.seal(samples) })
    return true
  }

  /** The rows behind the first, and what becomes of them. */
  const opened = async (
    job: StoredImport,
    file: StoredFile,
  ): Promise<{ taker: Taker; rows: AsyncIterator<FileRow> }> => {
    const rows = fileRows(file)[Symbol.asyncIterator]()
    const first = await rows.next()
    if (first.done) throw new FileUnreadable('文件是空的')
    const names = namesOf(first.value)
    if (job.columns.length === 0) await checkpoint(job._id, { columns: names })
    if (job.object === null) {
      const sheet = sheetOf(names, job.mapping ?? mappingByWords(names))
      return { taker: takePeople(sheet, { ...needs, rows: people }), rows }
    }
    if (job.rowMapping === null) throw new FileUnreadable('还没有说明各列的含义')
    const given = { names, mapping: job.rowMapping, at: job.state === 'running' ? job.startedAt : clock.now() }
    return { taker: await takeObjectRows(job.object.name, given, needs), rows }
  }

  /** Works on one import that nobody works on; null when there is none. A fault is left to whoever runs this next. */
  return async (stopping?: AbortSignal): Promise<ImportId | null> => {
    const job = await imports.claim({ id: null, holder, now: machineClock.now(), until: leaseEnd() })
    if (job === null) return null
    try {
      if (!(await (job.state === 'previewing' ? preview : run)(job, stopping))) {
        // The lease ends now: another process need not wait for it.
        await imports.checkpoint(job._id, holder, { until: machineClock.now() })
        return null
      }
    } catch (error) {
      const problem = problemOf(error)
      if (problem === null) throw error
      await imports.end(job._id, holder, { state: 'failed', problem, at: clock.now() })
    }
    log.info({ import: job._id }, 'An import ended')
    return job._id
  }
}

/** What is wrong with the file, or with the object its rows belong to. */
const problemOf = (error: unknown): string | null =>
  error instanceof FileUnreadable ? error.problem : error instanceof Refusal ? error.message : null

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
