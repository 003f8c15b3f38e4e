/**
 * `npm run bench -- sync [--people 200000]`: the first sync of an Official Account whose followers were there before the
 * product, with a server and a simulator as processes of their own. How fast they come, and what the server's memory is
 * at its most beside what it was when a tenth of them were there.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DemoCompany } from '../../server/sandbox/control-api.ts'
import { AccountCreated } from '../../shared/api/accounts.ts'
import { SyncStates } from '../../shared/api/syncs.ts'
import { startChild } from '../day/children.ts'
import { freePort, freshDatabase, serverEnvironment, withUndo } from '../day/stage.ts'
import { startSimulator } from '../parts/simulator.ts'

export type BenchResult = {
  bench: 'sync'
  figures: Record<'people' | 'perSecond' | 'atATenthMb' | 'atMostMb' | 'contacts', number>
  ratios: Record<'memoryWholeVsTenth', number>
}
const BULK = 50_000
const MAY_TAKE_MS = 1_800_000

export async function run(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...args], options: { people: { type: 'string', default: '200000' } } })
  const people = Math.max(100, Math.floor(Number(values.people)))
  return withUndo((undo) => measure(undo, people))
}

async function measure(undo: Parameters<Parameters<typeof withUndo>[0]>[0], people: number): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-bench-'))
  undo.push(() => rm(dataDir, { recursive: true, force: true }))
  const { uri, connection } = await freshDatabase(dataDir, undo)
  const port = await freePort()
  const productUrl = `http://127.0.0.1:${port}`
  const simulator = await startSimulator({
    port: await freePort(port + 1),
    dataDir,
    productUrl,
    clockSpeed: 1,
    log: console.error,
  })
  undo.push(simulator.stop)
  const ask = async (url: string, body?: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    const answer = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`)
    return await answer.json()
  }
  const oa = DemoCompany.parse(await ask(`${simulator.url}/sandbox/api/demo`)).accounts.find(
    ({ kind }) => kind === 'oa',
  )
  for (let left = people; left > 0; left -= BULK)
    await ask(`${simulator.url}/sandbox/api/people/bulk`, { count: Math.min(BULK, left), following: true })
  const apiToken = randomBytes(24).toString('hex')
  const server = await startChild({
    program: './server-process.ts',
    env: serverEnvironment({ port, uri, productUrl, apiToken, simulatorUrl: simulator.url, dataDir }),
  })
  undo.push(server.stop)
  const token = { authorization: `Bearer ${apiToken}` }
  const begun = performance.now()
  const { id } = AccountCreated.parse(await ask(`${productUrl}/api/v1/accounts`, oa, token))
  let [atATenth, atMost] = [0, 0]
  for (;;) {
    const { items } = SyncStates.parse(await ask(`${productUrl}/api/v1/accounts/${id}/syncs`, undefined, token))
    const followers = items.find(({ part }) => part === 'followers')
    atMost = Math.max(atMost, residentMb(server.pid))
    if ((await connection.collection('contacts').estimatedDocumentCount()) <= people / 10) atATenth = atMost
    if (followers?.problem) console.error(`followers: ${followers.problem}`)
    if (followers?.state === 'done' && (await connection.collection('inbox').countDocuments({ status: 'new' })) === 0)
      break
    if (performance.now() - begun > MAY_TAKE_MS) throw new Error('the sync did not end')
    await pause(500)
  }
  const seconds = (performance.now() - begun) / 1000
  const contacts = await connection.collection('contacts').countDocuments({})
  return {
    bench: 'sync',
    figures: {
      people,
      perSecond: Math.round(people / seconds),
      atATenthMb: Math.round(atATenth),
      atMostMb: Math.round(atMost),
      contacts,
    },
    ratios: { memoryWholeVsTenth: Number((atMost / atATenth).toFixed(2)) },
  }
}

/** Resident memory of another process, in MB, as the kernel counts it. */
function residentMb(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)
  return Number(line?.[1] ?? 0) / 1024
}
