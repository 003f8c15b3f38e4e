import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { z } from 'zod'
import { type ByteCall, type Call, createPlatform, type Tokens } from '../../server/platforms/call.ts'
import type { Errcodes } from '../../server/platforms/errcode.ts'
import { PlatformDrifted, PlatformRefused, PlatformSilent } from '../../server/platforms/errors.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { errcodes as mini } from '../../server/platforms/wechat-mini/errcodes.ts'
import { errcodes as oa } from '../../server/platforms/wechat-oa/errcodes.ts'
import { externalContactGet } from '../../server/platforms/wecom/api/external-contact-get.ts'
import { errcodes as wecom } from '../../server/platforms/wecom/errcodes.ts'
import { type FakePlatform, startFakePlatform } from '../fakes/platform.ts'
import { examples } from './platform-examples.ts'

const platforms = { 'wechat-oa': oa, 'wechat-mini': mini, wecom } as const
type Folder = keyof typeof platforms
const root = new URL('../../server/platforms/', import.meta.url)

const files = Object.keys(platforms).flatMap((folder) =>
  readdirSync(new URL(`${folder}/api/`, root)).map((file) => [folder as Folder, file] as const),
)
type AnyCall = Call | ByteCall
const calls: { name: string; api: AnyCall; errcodes: Errcodes }[] = []
for (const [folder, file] of files) {
  const exported: Record<string, unknown> = await import(new URL(`${folder}/api/${file}`, root).href)
  const api = Object.values(exported).find(
    (one): one is AnyCall => typeof one === 'object' && one !== null && 'path' in one && 'repeat' in one,
  )
  if (!api) throw new Error(`${folder}/api/${file} holds no call`)
  calls.push({ name: `${folder}/${file.slice(0, -3)}`, api, errcodes: platforms[folder] })
}

let fake: FakePlatform
let folder: string
let http: HttpTransport
const TOKEN = 'TOKEN-that-nobody-may-see'
const SECRET = 'the-secret-of-the-app'
const tokensUsed: string[] = []
const client = (errcodes: Errcodes, transport = http.send) =>
  createPlatform({
    transport,
    errcodes,
    quota: null,
    tokens: {
      current: async () => TOKEN,
      renew: async (stale) => {
        tokensUsed.push(stale)
        return `${TOKEN}-renewed`
      },
    },
    pause: async () => undefined,
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-calls-'))
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url, timeoutMs: 10_000 })
})
afterAll(async () => {
  await http.close()
  await fake.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  fake.seen.length = 0
  tokensUsed.length = 0
})
afterEach(() => expect(fake.fail()).toBe(0))

const caught = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it was expected to fail')
}
const secretsIn = (error: Error) => `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
const isTransient = (repeat: Call['repeat']) => repeat !== 'unsafe'
/** One number for each remedy is enough for every call: which numbers there are is the table's own matter. */
const onePerRemedy = (errcodes: Errcodes) => [
  ...new Map(Object.entries(errcodes).map(([code, { remedy }]) => [remedy, Number(code)])),
]

describe.each(calls.map((one) => [one.name, one] as const))('%s', (name, { api, errcodes }) => {
  const example = examples[name]
  const input = example?.input ?? {}
  const attempt = (transport = http.send) =>
    api.bytes === null
      ? client(errcodes, transport).call(api, input)
      : client(errcodes, transport).save(api, input, join(folder, 'answer'))
  const success = { errcode: 0, errmsg: 'ok', extra: 'field', ...(example?.reply as object) }

  it('has an example of what is asked and what is answered', () => {
    expect(example).toBeDefined()
    expect(api.doc).toMatch(/^https:\/\//)
    expect(api.input.safeParse(input).success).toBe(true)
  })

  it('answers in the shape of the contract', async () => {
    if (example?.reply !== undefined) {
      fake.on(api, () => success)
      const parsed = api.reply.parse(example.reply)
      expect(await attempt()).toEqual(api.bytes === null ? parsed : { kind: 'answer', answer: parsed })
    }
    if (api.bytes !== null) {
      fake.on(api, () => Buffer.from([0xff, 0xd8]))
      expect(await attempt()).toEqual({ kind: 'file', bytes: 2, contentType: 'image/jpeg' })
      expect([...readFileSync(join(folder, 'answer'))]).toEqual([0xff, 0xd8])
    }
    const own = (input as { access_token?: string }).access_token ?? null
    for (const one of fake.seen) expect(one).toMatchObject({ api: api.path, token: api.auth === 'token' ? TOKEN : own })
    if (api.file !== null) expect(fake.seen[0]?.input).toMatchObject({ [api.file]: 'part' })
  })

  test.each(onePerRemedy(errcodes))('%s: errcode %i', async (remedy, errcode) => {
    fake.on(api, (_input, token) => ({ ...success, errcode, errmsg: `no, ${token ?? SECRET} is bad` }))
    if (remedy === 'already-done' && example?.reply !== undefined) {
      await attempt()
      expect(fake.seen).toHaveLength(1)
      return
    }
    const error = await caught(attempt())
    expect(secretsIn(error)).not.toContain(TOKEN)
    if (remedy === 'already-done') return
    expect(error).toBeInstanceOf(PlatformRefused)
    expect(error).toMatchObject({ api: api.path, errcode, remedy })
    const renewed = remedy === 'renew-token' && api.auth === 'token'
    expect(tokensUsed).toEqual(renewed ? [TOKEN] : [])
    const times = renewed ? 2 : remedy === 'retry-soon' && api.repeat !== 'unsafe' ? 3 : 1
    expect(fake.seen).toHaveLength(times)
  })

  it('an errcode nobody listed needs a person', async () => {
    fake.on(api, () => ({ errcode: 999_999, errmsg: 'new' }))
    expect(await caught(attempt())).toMatchObject({ remedy: 'fix-setup' })
  })

  it('may have happened when the connection breaks after it arrived; an unsafe call is then not repeated', async () => {
    const times = isTransient(api.repeat) ? 3 : 1
    for (let index = 0; index < times; index += 1) fake.fail('hang-up')
    const error = await caught(attempt())
    expect(error).toBeInstanceOf(PlatformSilent)
    expect(error).toMatchObject({ mayHaveHappened: true })
    expect(fake.seen).toHaveLength(times)
    expect(secretsIn(error)).not.toContain(TOKEN)
  })

  it('has not happened when no connection was made', async () => {
    const nobody = createHttpTransport({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 250 })
    const error = await caught(attempt(nobody.send))
    expect(error).toBeInstanceOf(PlatformSilent)
    expect(error).toMatchObject({ mayHaveHappened: false })
    expect(secretsIn(error)).not.toContain(TOKEN)
    await nobody.close()
  })

  it('answered in an unknown shape is drift, not success', async () => {
    fake.fail('not-json')
    expect(await caught(attempt())).toBeInstanceOf(PlatformDrifted)
    fake.fail('not-an-object')
    expect(await caught(attempt())).toBeInstanceOf(PlatformDrifted)
    const required = !api.reply.safeParse({}).success
    if (!required) return
    fake.on(api, () => ({ errcode: 0 }))
    expect(await caught(attempt())).toBeInstanceOf(PlatformDrifted)
  })
})

describe.each(Object.entries(platforms))('every errcode of %s', (_platform, errcodes) => {
  test.each(Object.entries(errcodes).map(([code, { remedy, says }]) => [Number(code), remedy, says] as const))(
    '%i is %s',
    async (errcode, remedy, says) => {
      fake.on(externalContactGet, () => ({ errcode, errmsg: 'no' }))
      const asking = caught(client(errcodes).call(externalContactGet, { external_userid: 'wm1' as never }))
      // Nothing but its code in it, an answer that claims to be a repeated one has not the shape of the first.
      expect(await asking).toMatchObject(
        remedy === 'already-done' ? { code: 'platform.drifted' } : { code: 'platform.refused', errcode, remedy, says },
      )
    },
  )
})

describe('the client', () => {
  const ask = () => client(wecom).call(externalContactGet, { external_userid: 'wm1' as never })
  const answer = { external_contact: { external_userid: 'wm1', name: '王', type: 1 } }

  it('renews a stale token once and goes on', async () => {
    fake.on(externalContactGet, (_input, token) => (token === TOKEN ? { errcode: 42001, errmsg: 'expired' } : answer))
    expect((await ask()).external_contact.name).toBe('王')
    expect(fake.seen.map(({ token }) => token)).toEqual([TOKEN, `${TOKEN}-renewed`])
  })

  test.each([
    ['silent', new PlatformSilent({ api: '/cgi-bin/gettoken', mayHaveHappened: true, reason: 'TimeoutError' })],
    ['strange', new PlatformDrifted({ api: '/cgi-bin/gettoken', reason: 'HTTP 200, not JSON' })],
  ])('knows that a call was not made when no token came for it: the platform was %s', async (_how, trouble) => {
    const platform = (tokens: Tokens) =>
      createPlatform({ transport: http.send, errcodes: wecom, quota: null, tokens, pause: async () => undefined })
    const away = () => Promise.reject(trouble)
    const unsent = { code: 'platform.silent', api: '/cgi-bin/gettoken', mayHaveHappened: false }
    const of = (tokens: Tokens) =>
      caught(platform(tokens).call(externalContactGet, { external_userid: 'wm1' as never }))
    expect(await of({ current: away, renew: away })).toMatchObject(unsent)
    fake.on(externalContactGet, () => ({ errcode: 42001, errmsg: 'expired' }))
    expect(await of({ current: async () => TOKEN, renew: away })).toMatchObject(unsent)
    expect(fake.seen).toHaveLength(1)
  })

  it('tries a busy platform three times, in a storm of busy answers once, and three times again when it is over', async () => {
    let busy = true
    fake.on(externalContactGet, () => (busy ? { errcode: -1, errmsg: 'system busy' } : answer))
    const one = client(wecom)
    const tries = async () => {
      fake.seen.length = 0
      await one.call(externalContactGet, { external_userid: 'wm1' as never }).catch(() => undefined)
      return fake.seen.length
    }
    expect([await tries(), await tries(), await tries(), await tries()]).toEqual([3, 3, 1, 1])
    busy = false
    expect(await tries()).toBe(1)
    busy = true
    expect(await tries()).toBe(3)
  })

  it('gives up after its time-out and says it may have happened', async () => {
    fake.fail('hang', 'hang', 'hang')
    const hasty = createHttpTransport({ baseUrl: fake.url, timeoutMs: 300 })
    const asking = client(wecom, hasty.send).call(externalContactGet, { external_userid: 'wm1' as never })
    expect(await caught(asking)).toMatchObject({ code: 'platform.silent', mayHaveHappened: true })
    expect(fake.seen).toHaveLength(3)
    void hasty.close()
  })

  test.each([['server-error'], ['too-large']] as const)(
    'takes %s for silence and asks a safe call again',
    async (fault) => {
      fake.on(externalContactGet, () => answer)
      fake.fail(fault)
      expect((await ask()).external_contact.name).toBe('王')
      expect(fake.seen).toHaveLength(2)
    },
  )

  it('takes the answer to a repeated job for the answer to the first', async () => {
    const { messageMassSendall } = await import('../../server/platforms/wechat-oa/api/message-mass-sendall.ts')
    fake.on(messageMassSendall, () => ({ errcode: 45065, errmsg: 'clientmsgid exist', msg_id: 34_182 }))
    fake.fail('hang-up')
    const input = examples['wechat-oa/message-mass-sendall']?.input as z.input<typeof messageMassSendall.input>
    expect(await client(oa).call(messageMassSendall, input)).toEqual({ msg_id: '34182' })
    expect(fake.seen).toHaveLength(2)
  })

  it('keeps ids that no double can hold', async () => {
    const { messageTemplateSend } = await import('../../server/platforms/wechat-oa/api/message-template-send.ts')
    fake.on(
      messageTemplateSend,
      () => '{"errcode":0,"errmsg":"ok, \\"12345678901234567\\"","msgid":9007199254740993}' as never,
    )
    const input = examples['wechat-oa/message-template-send']?.input as z.input<typeof messageTemplateSend.input>
    expect(await client(oa).call(messageTemplateSend, input)).toEqual({ msgid: '9007199254740993' })
  })

  it('sends Chinese as it is, and an input that does not fit not at all', async () => {
    const { messageCustomSend } = await import('../../server/platforms/wechat-oa/api/message-custom-send.ts')
    fake.on(messageCustomSend, () => ({}))
    await client(oa).call(messageCustomSend, { touser: 'o1' as never, msgtype: 'text', text: { content: '你好' } })
    expect(fake.seen[0]?.input).toEqual({ touser: 'o1', msgtype: 'text', text: { content: '你好' } })
    await expect(
      client(oa).call(messageCustomSend, { msgtype: 'text', text: { content: '' } } as never),
    ).rejects.toThrow()
    expect(fake.seen).toHaveLength(1)
  })
})
