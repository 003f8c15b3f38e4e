/**
 * `npm run bench -- intake [--callbacks 3000] [--rounds 3]`: callbacks per second that the real server acknowledges
 * (ROLE=web: verify → inbox → answer, nobody works the inbox off meanwhile), beside a bare Koa server that verifies with
 * the same code and does one `insertOne`, turn by turn in the same run; then the acknowledgement at half that rate, on an
 * open-loop schedule; then the same server with ROLE=all, which works everything off at the same time.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DemoCompany } from '../../server/sandbox/control-api.ts'
import type { OaAccount } from '../../server/sandbox/world/account.ts'
import { AccountCreated } from '../../shared/api/accounts.ts'
import { startChild } from '../day/children.ts'
import { percentilesOf } from '../day/report.ts'
import { freePort, freshDatabase, serverEnvironment, withUndo } from '../day/stage.ts'
import { startSimulator } from '../parts/simulator.ts'
import { asFastAsAnswered, atRate, sealMany } from './parts/intake-load.ts'

export type BenchResult = {
  bench: 'intake'
  figures: Record<string, number>
  ratios: Record<'vsBareKoa', number>
}
type Undo = Parameters<Parameters<typeof withUndo>[0]>[0]

const OPEN_LOOP_SECONDS = 10
const WARM_UP = 500
const rounded = (value: number, digits = 0) => Number(value.toFixed(digits))
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

export async function run(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { callbacks: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '3' } },
  })
  return withUndo((undo) => measure(undo, Number(values.callbacks), Number(values.rounds)))
}

async function measure(undo: Undo, callbacks: number, rounds: number): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-bench-'))
  undo.push(() => rm(dataDir, { recursive: true, force: true }))
  const web = await startServer(undo, { dataDir, role: 'web' })
  const { appId, originalId, token, encodingAesKey } = web.account
  const bare = await startChild({
    program: '../bench/parts/intake-bare.ts',
    args: [web.uri, appId, originalId, token, encodingAesKey],
  })
  undo.push(bare.stop)

  let sealed = 0
  const next = (count: number) => {
    sealed += count
    return sealMany(web.account, count, sealed)
  }
  for (const origin of [web.origin, bare.uri]) await asFastAsAnswered(origin, next(WARM_UP))
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await asFastAsAnswered(web.origin, next(callbacks))).perSecond)
    theirs.push((await asFastAsAnswered(bare.uri, next(callbacks))).perSecond)
    console.error(`round ${round + 1}: ours ${rounded(ours.at(-1) ?? 0)}/s, bare Koa ${rounded(theirs.at(-1) ?? 0)}/s`)
  }
  const perSecond = median(ours)
  const half = await atRate(web.origin, next(Math.round((perSecond / 2) * OPEN_LOOP_SECONDS)), perSecond / 2)
  const ack = percentilesOf(half.latencies)
  await web.stop()
  await bare.stop()

  const all = await startServer(undo, { dataDir, role: 'all' })
  const allRounds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const many = sealMany(all.account, callbacks, round * callbacks)
    allRounds.push((await asFastAsAnswered(all.origin, many)).perSecond)
  }
  return {
    bench: 'intake',
    figures: {
      perSecond: rounded(perSecond),
      ackP50Ms: ack.p50,
      ackP95Ms: ack.p95,
      ackP99Ms: ack.p99,
      halfRatePerSecond: rounded(half.perSecond),
      barePerSecond: rounded(median(theirs)),
      allRolePerSecond: rounded(median(allRounds)),
    },
    ratios: { vsBareKoa: rounded(median(ours.map((rate, round) => rate / (theirs[round] ?? rate))), 2) },
  }
}

/** The product's server with one connected Official Account and no journey, so that no callback is held for an answer. */
async function startServer(undo: Undo, { dataDir, role }: { dataDir: string; role: 'web' | 'all' }) {
  const folder = join(dataDir, role)
  const { uri } = await freshDatabase(folder, undo)
  const port = await freePort()
  const simulatorPort = await freePort(port + 1)
  const productUrl = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    port: simulatorPort,
    dataDir: folder,
    productUrl,
    clockSpeed: 1,
    log: console.error,
  })
  undo.push(simulator.stop)
  const apiToken = randomBytes(24).toString('hex')
  const server = await startChild({
    program: './server-process.ts',
    env: serverEnvironment({ port, uri, productUrl, apiToken, simulatorUrl: simulator.url, dataDir: folder, role }),
  })
  undo.push(server.stop)
  const demo = DemoCompany.parse(await (await fetch(`${simulator.url}/sandbox/api/demo`)).json())
  const found = demo.accounts.find((account) => account.kind === 'oa')
  if (found?.kind !== 'oa') throw new Error('the demo company has no Official Account')
  const response = await fetch(`${productUrl}/api/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` },
    body: JSON.stringify(found),
  })
  const { callbackUrl } = AccountCreated.parse(await response.json())
  const account: OaAccount = {
    ...found,
    callbackUrl,
    format: 'xml',
    openPlatformId: null,
    service: true,
    verified: true,
  }
  return {
    uri,
    origin: productUrl,
    account,
    async stop() {
      await server.stop()
      await simulator.stop()
    },
  }
}
