import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { z } from 'zod'

/** One record of the file: where it ends, what its cells say, and its text. A record that can't be read has a problem. */
export type CsvLine = {
  line: number
  cells: string[]
  raw: string
  bytes: number
  problem: { column: string; problem: string } | null
}

const MAX_RECORD = 64 * 1024

/** What csv-parse gives with `info` and `raw`. */
const Parsed = z.object({
  record: z.array(z.string()),
  raw: z.string(),
  info: z.object({ lines: z.number(), bytes: z.number() }),
})
const Skipped = z.object({ lines: z.number(), bytes: z.number() })

/** Records in the order of the file; one that is no CSV is passed on with its problem, and the next one is read. */
export async function* csvLines(text: AsyncIterable<string>): AsyncGenerator<CsvLine> {
  const broken: CsvLine[] = []
  const parser = parse({
    bom: true,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD,
    on_skip: (error, raw) => {
      const { lines, bytes } = Skipped.parse(error)
      const problem = { column: '整行', problem: '引号不成对,无法读出这一行' }
      broken.push({ line: lines, cells: [], raw: withoutBreak(raw ?? ''), bytes, problem })
    },
  })
  const source = Readable.from(text)
  source.on('error', (error) => parser.destroy(error))
  // The parser reads ahead: a broken record waits until the good ones before it were given out.
  const brokenBefore = (line: number) => broken.splice(0, broken.filter((one) => one.line < line).length)
  for await (const found of source.pipe(parser)) {
    const { record, raw, info } = Parsed.parse(found)
    yield* brokenBefore(info.lines)
    yield { line: info.lines, cells: record, raw: withoutBreak(raw), bytes: info.bytes, problem: null }
  }
  yield* broken
}

const withoutBreak = (raw: string) => raw.replace(/\r?\n$/, '')

export const isBrokenCsv = (error: unknown): boolean => error instanceof CsvError
