import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runPersonalAccount } from '../../scripts/parts/personal-account.ts'
import { PersonState } from '../../server/sandbox/control-api.ts'
import { WechatyStatus } from '../../shared/api/wechaty.ts'
import { freePort } from '../support/free-port.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** A sandbox that was started without a puppet: the real process comes when the console asks for it. */
let line: Line
let folder: string
let heard: () => void = () => undefined
const said: string[] = []
let account: ReturnType<typeof runPersonalAccount>

const run = () =>
  runPersonalAccount({
    config: { ...line.config, DATA_DIR: folder },
    sandbox: {
      url: line.simulator.url,
      onBotAsked(listener) {
        heard = listener
      },
    },
    runsElsewhere: false,
    logLevel: 'silent',
    say: (text) => said.push(text),
  })
const bot = async () => {
  const { person } = await line.see(z.object({ person: PersonState }), '/state?person=walk&staff=')
  return person.bot
}
const kind = async () => WechatyStatus.parse(await line.api('GET', '/wechaty')).kind
const isThere = () => until('the account is there', async () => (await bot()).there && (await kind()) === 'running')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-wechaty-'))
  const port = await freePort()
  line = await startLine({
    seed: false,
    more: { WECHATY_URL: `http://127.0.0.1:${port}` },
    askForBot: () => heard(),
  })
  account = run()
})
afterAll(async () => {
  await account?.stop()
  await line?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the personal account of a sandbox', () => {
  it('is offered and not started, and the accounts page calls that no trouble', async () => {
    await until('it is offered', async () => (await bot()).phase === 'idle')
    expect(await kind()).toBe('idle')
    expect(said).toEqual([])
  })

  it('comes up when the console asks, and becomes a friend', async () => {
    await line.play('/wechaty/start')
    await isThere()
    await line.play('/people/walk/wechaty/add', { hello: '你好' })
    await until('they are friends', async () => (await bot()).friend)
  })

  it('comes up by itself with the next start', async () => {
    await account.stop()
    await until('it is gone', async () => (await kind()) === 'idle')
    account = run()
    await until('it runs again', async () => (await kind()) === 'running')
  })
})
