import { csvRows } from './csv-rows.ts'
import { type FileRow, FileUnreadable, type StoredFile } from './file-row.ts'
import { fileText } from './file-text.ts'
import { jsonRows } from './json-rows.ts'
import { xlsxRows } from './xlsx-rows.ts'

/** What a file is, told by what is in it: names of files lie. */
export type FileFormat = 'csv' | 'xlsx' | 'jsonl'

const begins = (bytes: Uint8Array, ...marks: readonly number[]) => marks.every((mark, at) => bytes[at] === mark)

export function formatOfFile(start: Uint8Array): FileFormat {
  if (begins(start, 0x50, 0x4b)) return 'xlsx'
  if (begins(start, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new FileUnreadable('这是旧版 Excel（.xls）或有密码的文件，请另存为 xlsx 或 CSV 再上传')
  }
  if (begins(start, 0x25, 0x50, 0x44, 0x46)) throw new FileUnreadable('这是 PDF，请上传 CSV、xlsx 或 JSON Lines 文件')
  const utf16 = begins(start, 0xff, 0xfe) || begins(start, 0xfe, 0xff)
  if (!utf16 && start.includes(0)) throw new FileUnreadable('文件不是表格，请上传 CSV、xlsx 或 JSON Lines 文件')
  const text = Buffer.from(start).toString('latin1').replace(/^ï»¿/, '').trimStart()
  if (text.startsWith('{')) return 'jsonl'
  if (/^\[\s*\{/.test(text)) throw new FileUnreadable('这是一个 JSON 数组，请改为每行一个对象（JSON Lines）再上传')
  return 'csv'
}

const START = 4096
/** The rows of a file; the first one has the names of its columns. */
export async function* fileRows(file: StoredFile): AsyncGenerator<FileRow> {
  let start = Buffer.alloc(0)
  for await (const piece of file.pieces()) {
    start = Buffer.concat([start, piece])
    if (start.length >= START) break
  }
  switch (formatOfFile(start)) {
    case 'csv':
      return yield* csvRows(fileText(file.pieces()))
    case 'jsonl':
      return yield* jsonRows(fileText(file.pieces()))
    case 'xlsx':
      return yield* xlsxRows(file)
  }
}
