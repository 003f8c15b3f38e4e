import { z } from 'zod'
import { cellTooLong, type FileRow, FileUnreadable, MAX_COLUMNS, wholeRow } from './file-row.ts'
import { BROKEN } from './file-text.ts'
import { type TextLine, textLines } from './text-lines.ts'

/**
 * JSON lines: one object a line. The columns are the names met in the first lines; what is inside an object goes by
 * `outer.inner`, a list of words is one cell. The row of names comes first, as a CSV has it.
 */
const SAMPLE = 200
const Row = z.record(z.string(), z.unknown())

export async function* jsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const waiting: TextLine[] = []
  let names: string[] | null = null
  for await (const line of textLines(text)) {
    if (line.text.trim() === '') continue
    if (names !== null) {
      yield rowOf(line, names)
      continue
    }
    waiting.push(line)
    if (waiting.length < SAMPLE) continue
    names = namesIn(waiting)
    yield header(names)
    for (const one of waiting) yield rowOf(one, names)
  }
  if (names !== null || waiting.length === 0) return
  names = namesIn(waiting)
  yield header(names)
  for (const one of waiting) yield rowOf(one, names)
}

const header = (names: string[]): FileRow => ({ line: 0, lastLine: 0, cells: names, problem: null })

function namesIn(lines: readonly TextLine[]): string[] {
  const names = new Set(lines.flatMap((line) => [...(cellsOf(line)?.keys() ?? [])]))
  if (names.size > MAX_COLUMNS) throw new FileUnreadable(`文件里的字段超过 ${MAX_COLUMNS} 个，不像是客户清单`)
  return [...names]
}

function rowOf(line: TextLine, names: readonly string[]): FileRow {
  const place = { line: line.number, lastLine: line.number }
  const cells = cellsOf(line)
  const shown = [`${line.text.slice(0, 100)}${line.text.length > 100 ? '…' : ''}`]
  if (!line.whole) return { ...place, cells: shown, problem: cellTooLong(0) }
  if (cells === null) {
    return { ...place, cells: shown, problem: { column: wholeRow, problem: '这一行不是 JSON 对象（{…}）' } }
  }
  const broken = names.find((name) => cells.get(name)?.includes(BROKEN))
  const problem = broken === undefined ? null : { column: broken, problem: '有损坏的字符，无法按文件的编码读出' }
  return { ...place, cells: names.map((name) => cells.get(name) ?? ''), problem }
}

function cellsOf({ text }: TextLine): Map<string, string> | null {
  const row = Row.safeParse(parsed(text))
  return row.success ? new Map(flat(row.data, '', 0)) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function flat(object: Record<string, unknown>, front: string, depth: number): [string, string][] {
  return Object.entries(object).flatMap(([name, value]): [string, string][] => {
    const inner = Row.safeParse(value)
    if (inner.success && !Array.isArray(value) && depth < 3) return flat(inner.data, `${front}${name}.`, depth + 1)
    return [[`${front}${name}`, cellText(value)]]
  })
}

/** An object as one row of cells, for what comes as JSON by another way. */
export const flatCells = (object: unknown): Map<string, string> | null => {
  const row = Row.safeParse(object)
  return row.success ? new Map(flat(row.data, '', 0)) : null
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number')) {
    return value.join('；')
  }
  return JSON.stringify(value)
}
