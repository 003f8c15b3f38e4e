/**
 * `npm run bench -- journeys [--people 2000,20000] [--baseline 200] [--runs 1]`: walks J5 on the embedded database (or
 * MONGODB_URI) with the product's own reactor, runner, stores and relay; beside it, in the same run and in processes of
 * their own, one Agenda job per step and the bare driver writing the same documents.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { z } from 'zod'
import { productWays, resolveDatabase } from '../../server/database/resolve.ts'
import { createLog } from '../../server/kit/log.ts'

const WorkerReport = z.object({
  seconds: z.number(),
  roundTrips: z.number(),
  operations: z.number(),
  rssMb: z.number(),
  bytes: z.number(),
  commands: z.record(z.string(), z.number()),
})
type WorkerReport = z.infer<typeof WorkerReport>
type Sized = WorkerReport & { people: number; perSecond: number }

export type BenchResult = {
  bench: 'journeys'
  figures: Record<string, number>
  ratios: Record<'vsAgendaPerStep' | 'vsBareDriver' | 'largeVsSmall', number>
  sizes: Record<string, unknown>[]
}

const worker = fileURLToPath(new URL('./parts/journeys-worker.ts', import.meta.url))
const run1 = promisify(execFile)

async function walk(uri: string, way: 'batched' | 'bare' | 'agenda', people: number): Promise<Sized> {
  const { stdout, stderr } = await run1(process.execPath, ['--import', 'tsx', worker, uri, way, String(people)], {
    maxBuffer: 1 << 26,
  })
  if (stderr.trim()) console.error(stderr.trim())
  const report = WorkerReport.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  const sized = { ...report, people, perSecond: people / report.seconds }
  console.error(`${way}, ${people} people: ${sized.perSecond.toFixed(0)} journeys/s, ${report.rssMb.toFixed(0)} MB`)
  return sized
}

const rounded = (value: number, digits = 2) => Number(value.toFixed(digits))
const median = (sorted: readonly Sized[]): Sized => {
  const middle = [...sorted].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(sorted.length / 2)]
  if (!middle) throw new Error('no run')
  return middle
}

async function measure(uri: string, way: 'batched' | 'bare' | 'agenda', people: number, runs: number): Promise<Sized> {
  const results: Sized[] = []
  for (let run = 0; run < runs; run++) results.push(await walk(uri, way, people))
  return median(results)
}

function resultOf(sizes: readonly Sized[], bare: Sized, agenda: Sized): BenchResult {
  const [small] = sizes
  const large = sizes.at(-1)
  if (!small || !large) throw new Error('no size')
  return {
    bench: 'journeys',
    figures: {
      people: large.people,
      journeysPerSecond: rounded(large.perSecond, 0),
      operationsPerJourney: rounded(large.operations / large.people),
      roundTripsPerJourney: rounded(large.roundTrips / large.people, 4),
      rssMb: rounded(Math.max(...sizes.map(({ rssMb }) => rssMb)), 0),
      bytesPerJourney: rounded(large.bytes / large.people, 0),
      baselineJourneysPerSecond: rounded(agenda.perSecond, 1),
      bareJourneysPerSecond: rounded(bare.perSecond, 0),
    },
    ratios: {
      vsAgendaPerStep: rounded(large.perSecond / agenda.perSecond, 1),
      vsBareDriver: rounded(large.perSecond / bare.perSecond),
      largeVsSmall: rounded(large.perSecond / small.perSecond),
    },
    sizes: sizes.map(({ people, perSecond, rssMb, commands }) => ({
      people,
      journeysPerSecond: rounded(perSecond, 0),
      rssMb: rounded(rssMb, 0),
      commands,
    })),
  }
}

export async function run(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      people: { type: 'string', default: '2000,20000' },
      baseline: { type: 'string', default: '200' },
      runs: { type: 'string', default: '1' },
    },
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-bench-'))
  const database = await resolveDatabase(
    {
      dataDir,
      mongodbUri: process.env['MONGODB_URI'],
      mode: 'auto',
      log: createLog('warn'),
      onProgress: (text) => console.error(text),
    },
    productWays,
  )
  try {
    const url = new URL(database.uri)
    url.pathname = '/bench_journeys'
    const uri = url.toString()
    const runs = Number(values.runs)
    const sizes: Sized[] = []
    for (const people of values.people.split(',').map(Number)) sizes.push(await measure(uri, 'batched', people, runs))
    const bare = await measure(uri, 'bare', sizes.at(-1)?.people ?? 2000, 1)
    const agenda = await measure(uri, 'agenda', Number(values.baseline), 1)
    return resultOf(sizes, bare, agenda)
  } finally {
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
