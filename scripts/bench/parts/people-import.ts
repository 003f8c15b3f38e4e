/**
 * A file of customers, a tenth of whom are known already by their phones, imported by the product's own loop in a
 * process of its own; beside it the documents it wrote, inserted by the bare driver into collections with the same indexes.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const Report = z.object({
  importPerSecond: z.number(),
  insertManyPerSecond: z.number(),
  earlyPerSecond: z.number(),
  latePerSecond: z.number(),
  rssMb: z.number(),
  created: z.number(),
  merged: z.number(),
})
const worker = fileURLToPath(new URL('./people-import-worker.ts', import.meta.url))
const run = promisify(execFile)
const rounded = (value: number, digits = 0) => Number(value.toFixed(digits))

export async function measureImport(given: { uri: string; people: number; say: (text: string) => void }) {
  const args = ['--import', 'tsx', worker, given.uri, String(given.people)]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 24 })
  const report = Report.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  const { importPerSecond, insertManyPerSecond, earlyPerSecond, latePerSecond, rssMb } = report
  given.say(
    `${rounded(importPerSecond)} rows/s (insertMany ${rounded(insertManyPerSecond)}), early ${rounded(earlyPerSecond)}, late ${rounded(latePerSecond)}, ${rounded(rssMb)} MB, ${report.created} new, ${report.merged} merged`,
  )
  return {
    figures: {
      importPerSecond: rounded(importPerSecond),
      insertManyPerSecond: rounded(insertManyPerSecond),
      rssMb: rounded(rssMb),
    },
    ratios: {
      importVsInsertMany: rounded(importPerSecond / insertManyPerSecond, 2),
      importLateVsEarly: rounded(latePerSecond / earlyPerSecond, 2),
    },
  }
}
