/**
 * `npm run bench -- people [--people 200000] [--only import|identity|crowd]`: what the product does with many people, on the embedded
 * database (or MONGODB_URI). Each part brings its figures and, against a baseline of the same run, its ratios.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freshDatabase, withUndo } from '../day/stage.ts'
import { measureCrowd } from './parts/people-crowd.ts'
import { measureIdentity } from './parts/people-identity.ts'
import { measureImport } from './parts/people-import.ts'

export type Part = { figures: Record<string, number>; ratios: Record<string, number> }
export type BenchResult = { bench: 'people'; people: number } & Part
type Undo = (() => Promise<unknown>)[]
type Measured = { uri: string; people: number; dataDir: string; say: (text: string) => void; undo: Undo }

/** In this order, each on a database of its own. */
const parts: Record<string, (given: Measured) => Promise<Part>> = {
  import: measureImport,
  identity: measureIdentity,
  crowd: measureCrowd,
}

export async function run(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { people: { type: 'string', default: '200000' }, only: { type: 'string' } },
  })
  const people = Number(values.people)
  const result: BenchResult = { bench: 'people', people, figures: {}, ratios: {} }
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only !== undefined && values.only !== name) continue
    const part = await withUndo(async (undo) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'weilu-bench-'))
      undo.push(() => rm(dataDir, { recursive: true, force: true }))
      const { uri } = await freshDatabase(dataDir, undo)
      return measure({ uri, people, dataDir, undo, say: (text) => console.error(`${name}: ${text}`) })
    })
    Object.assign(result.figures, part.figures)
    Object.assign(result.ratios, part.ratios)
  }
  return result
}
