import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Counters } from '../../../server/sandbox/control-api.ts'
import type { App } from './platform-calls.ts'

type Needs = {
  app: App
  uri: string
  control(method: string, path: string, body?: unknown): Promise<unknown>
  processes: number
  each: number
}
const start = promisify(execFile)
const Ended = z.object({ lost: z.number() })
/** Longer than a token lives. */
const PAST_EXPIRY_MS = 7_300_000
const MAY_TAKE_MS = 900_000

/** Many processes with one token, whose end comes when half of the calls are made. */
export async function overExpiry({ app, uri, control, processes, each }: Needs) {
  const seen = async (path: string) => {
    const { seen: counts } = Counters.parse(await control('GET', '/counters'))
    const of = Object.entries(counts).filter(([title]) => title.endsWith(path))
    return of.reduce((sum, [, { ok, refused, failed }]) => sum + ok + refused + failed, 0)
  }
  const before = { calls: await seen('/cgi-bin/user/info'), tokens: await seen('/cgi-bin/stable_token') }
  const key = randomBytes(32).toString('hex')
  const program = join(import.meta.dirname, 'platform-caller.ts')
  const given = [uri, key, app.url, app.appId, app.secret, app.openId, String(each)]
  const giveUp = AbortSignal.timeout(MAY_TAKE_MS)
  let over = false
  const running = Promise.all(
    Array.from({ length: processes }, () =>
      start(process.execPath, ['--import', 'tsx', program, ...given], { signal: giveUp }),
    ),
  ).finally(() => {
    over = true
  })
  const half = before.calls + (processes * each) / 2
  while (!over && (await seen('/cgi-bin/user/info')) < half) await pause(200)
  await control('POST', '/clock', { jumpMs: PAST_EXPIRY_MS })
  const ended = await running
  for (const [why, calls] of reasons(ended.map(({ stderr }) => stderr))) console.error(`${calls} lost: ${why}`)
  const fetched = (await seen('/cgi-bin/stable_token')) - before.tokens
  return {
    // The first of all is none: there was no token yet.
    refreshesPerExpiry: fetched - 1,
    lostCalls: ended.reduce((sum, { stdout }) => sum + Ended.parse(JSON.parse(stdout)).lost, 0),
  }
}

/** Why calls were lost, and how many by each reason. */
function reasons(told: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  const lines = told.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}
