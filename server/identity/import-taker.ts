import type { ImportPreview } from '../../shared/api/imports.ts'
import type { EventId } from '../../shared/ids.ts'
import type { ImportCounts, StoredImport } from '../store/imports.ts'
import type { FileRow } from './files/file-row.ts'

/** What the lines of one file become: people, or rows of an object. */
export type Taker = {
  /** A line that an earlier try settled. */
  pass(line: FileRow): void
  /** Writes a batch, keeps what was left out, and says what became of it. */
  settle(job: StoredImport, lines: readonly FileRow[], flight: Flight): Promise<ImportCounts>
  /** Works out what would become of a batch, without doing it. */
  look(job: StoredImport, lines: readonly FileRow[]): Promise<void>
  /** Of all batches that were looked at. */
  looked(): ImportPreview
}

/**
 * A batch that was cut off is repeated, and counted as what it was the first time: before anything is written, the
 * import notes what of it was there already; whatever is there now and was not then is ours.
 */
export type Flight = {
  /** What was there before the cut-off try; null when this is the first. */
  before: ReadonlySet<string> | null
  begin(known: readonly EventId[]): Promise<void>
}
