/**
 * `npm run bench -- platform [--calls 2000] [--rounds 5] [--processes 8] [--each 10000] [--waiting 50000]`: what the
 * client of the platforms costs and holds, against the simulator as a process of its own, on loopback only.
 * Calls per second through the whole stack (schema, token, transport, sorting) beside bare undici, turn by turn on as
 * many connections; many processes over a token's end; friends with a welcome code while events of others wait; and the
 * memory a file of 100 MB takes on its way up.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { DemoCompany } from '../../server/sandbox/control-api.ts'
import { freePort, freshDatabase, withUndo } from '../day/stage.ts'
import { startSimulator } from '../parts/simulator.ts'
import { besideBare } from './parts/platform-calls.ts'
import { overExpiry } from './parts/platform-expiry.ts'
import { uploadMemory } from './parts/platform-media.ts'
import { welcomes } from './parts/platform-welcome.ts'

export type BenchResult = {
  bench: 'platform'
  figures: Record<string, number>
  ratios: Record<'vsBareUndici', number>
}
type Undo = Parameters<Parameters<typeof withUndo>[0]>[0]
const People = z.object({ people: z.array(z.object({ openId: z.string() })) })
const whole = (value: string) => Math.max(1, Math.floor(Number(value)))

export async function run(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '5' },
      processes: { type: 'string', default: '8' },
      each: { type: 'string', default: '10000' },
      waiting: { type: 'string', default: '50000' },
    },
  })
  return withUndo((undo) =>
    measure(undo, {
      calls: whole(values.calls),
      rounds: whole(values.rounds),
      processes: whole(values.processes),
      each: whole(values.each),
      waiting: whole(values.waiting),
    }),
  )
}

type Sizes = Record<'calls' | 'rounds' | 'processes' | 'each' | 'waiting', number>
async function measure(undo: Undo, sizes: Sizes): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'weilu-bench-'))
  undo.push(() => rm(dataDir, { recursive: true, force: true }))
  const { uri, connection } = await freshDatabase(dataDir, undo)
  const port = await freePort()
  const productUrl = `http://127.0.0.1:${port}`
  const simulatorPort = await freePort(port + 1)
  const simulator = await startSimulator({
    port: simulatorPort,
    dataDir,
    productUrl,
    clockSpeed: 1,
    log: console.error,
  })
  undo.push(simulator.stop)
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${simulator.url}/sandbox/api${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return answer.status === 204 ? null : await answer.json()
  }
  const demo = DemoCompany.parse(await control('GET', '/demo'))
  const oa = demo.accounts.find((one) => one.kind === 'oa')
  const wecom = demo.accounts.find((one) => one.kind === 'wecom')
  if (oa?.kind !== 'oa' || wecom?.kind !== 'wecom') throw new Error('the demo company lacks an account')
  const { people } = People.parse(await control('POST', '/people/bulk', { count: 1, following: true }))
  const app = { url: `${simulator.url}/wechat`, appId: oa.appId, secret: oa.appSecret, openId: people[0]?.openId ?? '' }

  const media = await uploadMemory()
  const beside = await besideBare(app, sizes)
  const welcome = await welcomes({
    uri,
    connection,
    port,
    productUrl,
    simulatorUrl: simulator.url,
    dataDir,
    wecom,
    staff: demo.staff[0]?.userId ?? '',
    control,
    waiting: sizes.waiting,
    apiToken: randomBytes(24).toString('hex'),
    undo,
  })
  // The last: it moves the platform's clock, which the server of the welcomes goes by.
  const expiry = await overExpiry({ app, uri, control, ...sizes })
  return {
    bench: 'platform',
    figures: {
      callsPerSecond: Math.round(beside.ours),
      barePerSecond: Math.round(beside.bare),
      ...expiry,
      ...welcome,
      ...media,
    },
    ratios: { vsBareUndici: Number(beside.ratio.toFixed(2)) },
  }
}
