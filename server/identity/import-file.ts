import { type ImportsStore, PIECE_BYTES, type StoredImport } from '../store/imports.ts'
import { type FileRow, FileUnreadable, MAX_COLUMNS, type StoredFile } from './files/file-row.ts'
import { fileRows } from './files/file-rows.ts'

/** How many of the first rows are looked at before it is said what the columns mean. */
const SAMPLES = 50

/** The file as it is kept, with how much of it was read. */
export function fileOf(imports: ImportsStore, { _id, bytes }: Pick<StoredImport, '_id' | 'bytes'>) {
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

export function namesOf(first: FileRow): string[] {
  if (first.problem !== null) throw new FileUnreadable(`第一行应是各列的名称：${first.problem.problem}`)
  if (first.cells.length > MAX_COLUMNS) throw new FileUnreadable(`文件超过 ${MAX_COLUMNS} 列，不像是客户清单`)
  return first.cells.map((cell) => cell.replace(/^\ufeff/, '').trim())
}

/** The names of the columns and the first rows, for whoever says what they mean. */
export async function lookInto(file: StoredFile): Promise<{ names: string[]; samples: string[][] }> {
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

/** Lines that are settled already are handed to `pass`, one by one. */
export async function* batchesOf(
  rows: AsyncIterator<FileRow>,
  { size, linesDone, pass }: { size: number; linesDone: number; pass(row: FileRow): void },
): AsyncGenerator<FileRow[]> {
  let batch: FileRow[] = []
  try {
    for (let next = await rows.next(); !next.done; next = await rows.next()) {
      if (next.value.line <= linesDone) {
        pass(next.value)
        continue
      }
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
export async function* ahead<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
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

/** Pieces of one size: a part of the file is then found by its place. */
export async function* inPieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
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
