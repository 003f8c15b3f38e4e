import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** One record of the file: the lines it stands on, its cells and its text. A record that can't be read has a problem. */
export type CsvLine = {
  line: number
  lastLine: number
  cells: string[]
  raw: string
  problem: { column: string; problem: string } | null
}

/** A quoted cell may go over lines, but not over more than this: then its quote was never meant to open one. */
const MAX_LINES = 100
const MAX_RECORD = 64 * 1024
const Records = z.array(z.array(z.string()))

type PhysicalLine = { number: number; text: string }

/**
 * Records in the order of the file. csv-parse reads a record, but stops being of use after a stray quote (it swallows
 * what follows), so records are cut here: after one that is no CSV, reading goes on at the very next line.
 */
export async function* csvLines(text: AsyncIterable<string>): AsyncGenerator<CsvLine> {
  let waiting: PhysicalLine[] = []
  for await (const line of physicalLines(text)) {
    waiting.push(line)
    for (let taken = takeRecord(waiting, false); taken !== null; taken = takeRecord(waiting, false)) {
      waiting = waiting.slice(taken.lines)
      if (taken.record !== null) yield taken.record
    }
  }
  for (let taken = takeRecord(waiting, true); taken !== null; taken = takeRecord(waiting, true)) {
    waiting = waiting.slice(taken.lines)
    if (taken.record !== null) yield taken.record
  }
}

/** The record the waiting lines begin with; null when its end has not come yet. */
function takeRecord(
  waiting: readonly PhysicalLine[],
  atEnd: boolean,
): { lines: number; record: CsvLine | null } | null {
  const first = waiting[0]
  if (first === undefined) return null
  if (first.text.trim() === '') return { lines: 1, record: null }
  if (!first.text.includes('"')) return { lines: 1, record: good([first], first.text, first.text.split(',')) }
  let text = ''
  let quotes = 0
  for (const [index, line] of waiting.entries()) {
    if (index >= MAX_LINES || text.length > MAX_RECORD) return { lines: 1, record: broken(first) }
    text = index === 0 ? line.text : `${text}\n${line.text}`
    quotes += line.text.split('"').length - 1
    if (quotes % 2 === 1) continue
    const cells = parseCells(text)
    if (cells === null) return { lines: 1, record: broken(first) }
    return { lines: index + 1, record: good(waiting.slice(0, index + 1), text, cells) }
  }
  return atEnd ? { lines: 1, record: broken(first) } : null
}

function good(lines: readonly PhysicalLine[], raw: string, cells: string[]): CsvLine {
  const [line, lastLine] = [lines[0]?.number ?? 0, lines.at(-1)?.number ?? 0]
  return { line, lastLine, cells, raw, problem: null }
}
function broken({ number, text }: PhysicalLine): CsvLine {
  const problem = { column: '整行', problem: '引号不成对，无法读出这一行' }
  return { line: number, lastLine: number, cells: [], raw: text, problem }
}

/** The cells of one record; null when it is no CSV. */
export function parseCells(text: string): string[] | null {
  try {
    return Records.parse(parse(text, { relax_column_count: true }))[0] ?? null
  } catch (error) {
    if (error instanceof CsvError) return null
    throw error
  }
}

async function* physicalLines(text: AsyncIterable<string>): AsyncGenerator<PhysicalLine> {
  let rest = ''
  let number = 0
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_RECORD) throw new LineTooLong(number + lines.length + 1)
    for (const line of lines) {
      number += 1
      yield { number, text: line.replace(/\r$/, '') }
    }
  }
  if (rest !== '') yield { number: number + 1, text: rest.replace(/\r$/, '') }
}

/** A line of 64 KB is no line of a customer list: the file is something else. */
export class LineTooLong extends Error {
  readonly code = 'import.line-too-long'
  readonly line: number
  constructor(line: number) {
    super(`line ${line} is longer than ${MAX_RECORD} characters`)
    this.name = 'LineTooLong'
    this.line = line
  }
}
