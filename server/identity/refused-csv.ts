import type { RefusedRow } from '../store/imports.ts'

/** The rows that were left out or taken in part, as a file a spreadsheet opens: UTF-8 with a mark in front. */
export async function* refusedCsv(rows: AsyncIterable<RefusedRow>): AsyncGenerator<string> {
  yield '\ufeff行号,列,问题,是否导入,原始内容\r\n'
  for await (const { line, column, problem, taken, row } of rows) {
    yield `${[String(line), column, problem, taken ? '已导入' : '未导入', row].map(csvCell).join(',')}\r\n`
  }
}

/** Quoted, and never starting like a formula. */
const csvCell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
