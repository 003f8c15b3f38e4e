import { copyFileSync, existsSync, statSync, truncateSync } from 'node:fs'

const LIMIT = 10 * 1024 * 1024

/** Keeps a log and one older part of it. Its writers have it open for appending, so it is copied and emptied, not renamed. */
export function rotateLog(file: string, limit = LIMIT): void {
  if (!existsSync(file) || statSync(file).size < limit) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file, 0)
}
