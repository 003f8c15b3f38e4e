import { frontColumns, isFrontColumn } from '../../shared/imports/column-words.ts'
import { columnTitles } from '../../shared/imports/mapping.ts'
import { csvCell } from '../kit/csv-cell.ts'
import type { RefusedRow } from '../store/imports.ts'

/**
 * The rows that were left out or taken in part, as a file a spreadsheet opens: UTF-8 with a mark in front. Behind what
 * is wrong with a row it stands in its own columns, so that the corrected file can be uploaded as it is: the columns in
 * front say nothing about a customer and are passed over.
 */

export async function* refusedCsv(columns: readonly string[], rows: AsyncIterable<RefusedRow>): AsyncGenerator<string> {
  const own = columns.flatMap((name, index) => (isFrontColumn(name) ? [] : [{ name, index }]))
  const places = new Map(columnTitles(columns).map((title, at) => [title, at]))
  const place = (column: string) => places.get(column) ?? -1
  yield `\ufeff${[...frontColumns, ...own.map(({ name }) => csvCell(name))].join(',')}\r\n`
  for await (const [first, ...more] of byLine(rows)) {
    const wrong = [first, ...more].sort((a, b) => place(a.column) - place(b.column))
    const names = wrong.map(({ column }) => column).join('、')
    const problems = wrong.map(({ column, problem }) => (wrong.length === 1 ? problem : `${column}：${problem}`))
    const taken = wrong.every((one) => one.taken) ? '已导入' : '未导入'
    const { cells } = first
    // A row with too many or too few cells is shown as it is.
    const shown = cells.length === columns.length ? own.map(({ index }) => cells[index] ?? '') : cells
    yield `${[String(first.line), names, problems.join('；'), taken, ...shown].map(csvCell).join(',')}\r\n`
  }
}

async function* byLine(rows: AsyncIterable<RefusedRow>): AsyncGenerator<[RefusedRow, ...RefusedRow[]]> {
  let waiting: [RefusedRow, ...RefusedRow[]] | null = null
  for await (const row of rows) {
    if (waiting !== null && waiting[0].line === row.line) waiting.push(row)
    else {
      if (waiting !== null) yield waiting
      waiting = [row]
    }
  }
  if (waiting !== null) yield waiting
}
