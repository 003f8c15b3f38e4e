import type { PullInput, PullSummary, PullTested } from '../../shared/api/exchange.ts'
import type { ImportSummary } from '../../shared/api/system.ts'
import { type ImportMapping, mappingProblem } from '../../shared/imports/mapping.ts'
import { Refusal } from '../../shared/refusal.ts'
import { guessMapping, type KnownAccounts } from '../identity/guess-mapping.ts'
import { maskedCell } from '../identity/import-preview.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import type { GetJson } from '../providers/get-json.ts'
import type { LeasesStore } from '../store/leases.ts'
import { type PullsStore, type StoredPull, summaryOf } from '../store/pulls.ts'
import { PullFailed, pulledRows } from './pulled-rows.ts'

/**
 * People fetched from another system on a schedule. A run reads the whole answer first, page by page, and hands it over
 * as an import of JSON lines: merging, refused rows, going on after a crash are those of every import. What could not be
 * fetched whole is not begun.
 */
export type PullNeeds = {
  pulls: PullsStore
  leases: Pick<LeasesStore, 'take' | 'release'>
  getJson: GetJson
  accounts(): Promise<KnownAccounts>
  startImport(given: {
    file: string
    source: string
    body: AsyncIterable<Uint8Array>
    bytes: null
    by: string
    mapping: ImportMapping
  }): Promise<ImportSummary>
  workOnImports(): Promise<void>
  machine: Clock
  log: Log
  owner: string
}
const MINUTE = 60_000
const LEASE_MS = 15 * MINUTE
/** What changed while the last run was under way is asked for again. */
const OVERLAP_MS = 5 * MINUTE
const SHOWN = 50

export function createPulls(needs: PullNeeds) {
  const { pulls, machine, log } = needs

  const run = async (pull: StoredPull): Promise<void> => {
    const at = machine.now()
    const told = { rows: 0, pages: 0 }
    let problem: string | null = null
    let begun: string | null = null
    try {
      const { mapping } = pull
      if (mapping === null) throw new PullFailed('还没有指定各字段的含义')
      const rows = pulledRows({ pull, headers: pulls.headerOf(pull), getJson: needs.getJson, told })
      const first = await rows.next()
      if (!first.done) {
        const body = asLines(pull.columns, first.value, rows)
        const given = { file: pull.name, source: pull.source, bytes: null, by: '定时拉取', mapping }
        begun = (await needs.startImport({ ...given, body })).id
      }
    } catch (error) {
      if (error instanceof PullFailed) problem = error.problem
      else if (error instanceof Refusal) problem = error.message
      else throw error
    }
    const nextAt = new Date(at.getTime() + pull.everyMinutes * MINUTE)
    const since = problem === null ? { since: new Date(at.getTime() - OVERLAP_MS) } : {}
    await pulls.ran(pull._id, { at, endedAt: machine.now(), ...told, problem, import: begun }, { nextAt, ...since })
    log.info({ pull: pull._id, ...told, failed: problem !== null }, 'A pull ended')
  }

  const found = async (id: string): Promise<StoredPull> => {
    const pull = await pulls.get(id)
    if (pull === null) throw new Refusal({ code: 'pull.not-found', status: 404, message: '没有找到这个数据来源。' })
    return pull
  }

  return {
    /** What is due, one after the other; each by one process at a time. */
    async pullDue(stopping?: AbortSignal): Promise<void> {
      for (const pull of await pulls.due(machine.now())) {
        if (stopping?.aborted) return
        const [name, now] = [`pull:${pull._id}`, machine.now()]
        if (!(await needs.leases.take(name, needs.owner, now, new Date(now.getTime() + LEASE_MS)))) continue
        try {
          await run(pull)
        } finally {
          await needs.leases.release(name, needs.owner)
        }
        void needs.workOnImports()
      }
    },

    listPulls: async () => ({ items: await pulls.list() }),

    async savePull(id: string | null, input: PullInput): Promise<PullSummary> {
      if (id !== null) await found(id)
      const problem = input.mapping === null ? null : mappingProblem(input.mapping, input.columns)
      if (problem !== null) throw new Refusal({ code: 'pull.bad-mapping', status: 422, message: `${problem}。` })
      if (input.active && input.mapping === null) {
        throw new Refusal({ code: 'pull.no-mapping', status: 422, message: '请先测试，并指定各字段的含义，再启用。' })
      }
      const known = id ?? newId('pl')
      await pulls.put(known, input, machine.now())
      return summaryOf(await found(known))
    },

    /** The first page, as the given settings fetch it; a secret left out is the one that is kept, for the same server. */
    async testPull(id: string | null, input: PullInput): Promise<PullTested> {
      const kept = id === null ? null : await found(id)
      const same = kept !== null && new URL(kept.url).origin === new URL(input.url).origin
      const typed = input.header?.value === undefined ? {} : { [input.header.name]: input.header.value }
      const headers =
        input.header === null ? {} : same && input.header.value === undefined ? pulls.headerOf(kept) : typed
      const rows: Map<string, string>[] = []
      try {
        const one = { ...input, paging: { by: 'none' as const }, since: null }
        const told = { rows: 0, pages: 0 }
        for await (const row of pulledRows({ pull: one, headers, getJson: needs.getJson, told })) {
          rows.push(row)
          if (rows.length >= SHOWN) break
        }
      } catch (error) {
        if (!(error instanceof PullFailed)) throw error
        throw new Refusal({ code: 'pull.failed', status: 422, message: `${error.problem}。` })
      }
      const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))]
      const samples = rows.map((row) => columns.map((name) => row.get(name) ?? ''))
      const three = (at: number) => samples.flatMap((row) => row[at]?.trim() || []).slice(0, 3)
      return {
        columns: columns.map((title, at) => ({ title, samples: three(at).map((value) => maskedCell(value)) })),
        guess: guessMapping(columns, samples, await needs.accounts()),
        rows: rows.length,
      }
    },

    async askForPull(id: string): Promise<void> {
      const pull = await found(id)
      if (pull.mapping === null) {
        throw new Refusal({ code: 'pull.no-mapping', status: 422, message: '请先测试，并指定各字段的含义。' })
      }
      await pulls.ask(id, machine.now())
    },
    async removePull(id: string): Promise<void> {
      await found(id)
      await pulls.remove(id)
    },
  }
}
export type Pulls = ReturnType<typeof createPulls>

/** Every line has every column, so that the file says what was said of it. */
async function* asLines(
  columns: readonly string[],
  first: Map<string, string>,
  rest: AsyncIterable<Map<string, string>>,
): AsyncGenerator<Uint8Array> {
  const line = (row: Map<string, string>) =>
    Buffer.from(`${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row.get(name) ?? ''])))}\n`)
  yield line(first)
  for await (const row of rest) yield line(row)
}
