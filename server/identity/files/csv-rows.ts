import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { cellTooLong, columnName, type FileRow, MAX_CELL, wholeRow } from './file-row.ts'
import { BROKEN } from './file-text.ts'
import { type TextLine, textLines } from './text-lines.ts'

/** A quoted cell may go over lines, but not over more than this: then its quote was never meant to open one. */
const MAX_LINES = 100
const Records = z.array(z.array(z.string()))

const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

/**
 * Records in the order of the file. csv-parse reads a record, but stops being of use after a stray quote (it swallows
 * what follows), so records are cut here: after one that is no CSV, reading goes on at the very next line.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let waiting: TextLine[] = []
  let delimiter: Delimiter | null = null
  for await (const line of textLines(text)) {
    if (delimiter === null) {
      if (line.text.trim() === '') continue
      const said = /^sep=([,;\t])$/.exec(line.text)?.[1]
      delimiter = delimiters.find((one) => one === said) ?? delimiterOf(line.text)
      if (said !== undefined) continue
    }
    waiting.push(line)
    for (let taken = takeRecord(waiting, delimiter, false); taken; taken = takeRecord(waiting, delimiter, false)) {
      waiting = waiting.slice(taken.lines)
      if (taken.row !== null) yield taken.row
    }
  }
  if (delimiter === null) return
  for (let taken = takeRecord(waiting, delimiter, true); taken; taken = takeRecord(waiting, delimiter, true)) {
    waiting = waiting.slice(taken.lines)
    if (taken.row !== null) yield taken.row
  }
}

/** What stands most often between the names of the first line; quoted ones may hold anything. */
export function delimiterOf(line: string): Delimiter {
  const bare = line.replace(/"[^"]*"/g, '')
  const count = (one: Delimiter) => bare.split(one).length
  return [...delimiters].sort((a, b) => count(b) - count(a))[0] ?? ','
}

/** The record the waiting lines begin with; null when its end has not come yet. */
function takeRecord(waiting: readonly TextLine[], delimiter: Delimiter, atEnd: boolean) {
  const first = waiting[0]
  if (first === undefined) return null
  if (!first.whole) return { lines: 1, row: tooLong(first, delimiter) }
  if (first.text.trim() === '') return { lines: 1, row: null }
  if (!first.text.includes('"')) return { lines: 1, row: readable([first], first.text.split(delimiter)) }
  let text = ''
  let quotes = 0
  for (const [index, line] of waiting.entries()) {
    if (index >= MAX_LINES || text.length > MAX_CELL) return { lines: 1, row: unpaired(first) }
    text = index === 0 ? line.text : `${text}\n${line.text}`
    quotes += line.text.split('"').length - 1
    if (quotes % 2 === 1) continue
    const cells = parseCells(text, delimiter)
    if (cells === null) return { lines: 1, row: unpaired(first) }
    return { lines: index + 1, row: readable(waiting.slice(0, index + 1), cells) }
  }
  return atEnd ? { lines: 1, row: unpaired(first) } : null
}

function readable(lines: readonly TextLine[], cells: string[]): FileRow {
  const [line, lastLine] = [lines[0]?.number ?? 0, lines.at(-1)?.number ?? 0]
  const at = cells.findIndex((cell) => cell.includes(BROKEN))
  const problem = at === -1 ? null : { column: columnName(at), problem: '有损坏的字符，无法按文件的编码读出' }
  return { line, lastLine, cells, problem }
}
function unpaired({ number, text }: TextLine): FileRow {
  const problem = { column: wholeRow, problem: '引号不成对，无法读出这一行' }
  return { line: number, lastLine: number, cells: [text], problem }
}
function tooLong({ number, text }: TextLine, delimiter: Delimiter): FileRow {
  const at = text.replace(/"[^"]*"/g, '').split(delimiter).length - 1
  return { line: number, lastLine: number, cells: [`${text.slice(0, 100)}…`], problem: cellTooLong(at) }
}

/** The cells of one record; null when it is no CSV. */
export function parseCells(text: string, delimiter: Delimiter = ','): string[] | null {
  try {
    return Records.parse(parse(text, { relax_column_count: true, delimiter }))[0] ?? null
  } catch (error) {
    if (error instanceof CsvError) return null
    throw error
  }
}
