/** One row of an uploaded file, whatever its format: where it stands and its cells as text. A row that can't be read has a problem. */
export type FileRow = {
  line: number
  lastLine: number
  cells: string[]
  problem: { column: string; problem: string } | null
}

/** A file that is kept in pieces: read from the front, or a part of it. */
export type StoredFile = {
  bytes: number
  pieces(): AsyncIterable<Uint8Array>
  range(start: number, end: number): AsyncIterable<Uint8Array>
}

/** The file as a whole can't be read; the sentence is for whoever uploaded it. */
export class FileUnreadable extends Error {
  readonly code = 'import.file-unreadable'
  readonly problem: string
  constructor(problem: string) {
    super('the file can not be read as a list of rows')
    this.name = 'FileUnreadable'
    this.problem = problem
  }
}

/** No cell of a list of customers is longer; what is gets its row refused, not the file. */
export const MAX_CELL = 64 * 1024
export const MAX_COLUMNS = 500

export const wholeRow = '整行'
export const cellTooLong = (column: number) => ({
  column: columnName(column),
  problem: `第 ${column + 1} 列的内容超过 64 KB，不像是客户资料`,
})

/** `A`, `Z`, `AA`: as a spreadsheet names it. */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}
