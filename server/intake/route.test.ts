import { createCipheriv, createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import Koa from 'koa'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createMessageCrypto } from '../platforms/message-crypto.ts'
import { createInboxStore, type InboxStore, type NewInboxRow } from '../store/inbox.ts'
import type { CallbackAccount, VerifiedEnvelope } from './envelope.ts'
import { parseMessage } from './parse-message.ts'
import { createHeldCallbacks } from './passive.ts'
import { createCallbackRoutes } from './route.ts'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const NOW = new Date('2026-03-01T08:00:00Z')
const stamp = (ms = 0) => String(Math.floor((NOW.getTime() + ms) / 1000))
const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
const cryptoFor = (receiver: string) => createMessageCrypto({ token: 'token', encodingAesKey: KEY, receiver })

const account = (
  id: string,
  kind: CallbackAccount['kind'],
  appId: string,
  mode: CallbackAccount['mode'] = 'safe',
): CallbackAccount => ({
  id: id as CallbackAccount['id'],
  kind,
  appId,
  originalId: kind === 'wecom' ? null : 'gh_demo1',
  mode,
  crypto: cryptoFor(appId),
  previous: null,
  outdated: false,
})
const accounts = new Map(
  [
    account('ac_oa', 'oa', 'wx0000000000000001'),
    account('ac_plain', 'oa', 'wx0000000000000002', 'plain'),
    account('ac_compatible', 'oa', 'wx0000000000000003', 'compatible'),
    account('ac_mini', 'mini', 'wx0000000000000004'),
    account('ac_corp', 'wecom', 'ww0000000000000001'),
  ].map((one) => [String(one.id), one]),
)

let database: Awaited<ReturnType<typeof freshDatabase>>
let inbox: InboxStore
let server: Server
let base: string
let refusals: string[]
/** What the page of an account is told. */
let told: string[]
/** Accounts as another process has changed them meanwhile. */
const changed = new Map<string, CallbackAccount>()
let logged: string[]
let seen: string[]
let away = false
/** Whether the database is slow to say which account it is, and until when. */
let slow: Promise<void> | null = null
let accept: (rows: readonly NewInboxRow[]) => ReturnType<InboxStore['accept']>
let hungUp: number
let mayAnswer: (envelope: VerifiedEnvelope) => boolean = () => false
/** So long that no test waits for it: what is released is released for another reason. */
const held = createHeldCallbacks({ holdMs: 3_600_000 })

beforeAll(async () => {
  database = await freshDatabase()
  inbox = createInboxStore(database.connection)
  const app = new Koa()
  const routes = createCallbackRoutes({
    async accountOf(id) {
      await slow
      return accounts.get(id) ?? null
    },
    inbox: { accept: (rows) => (away ? new Promise(() => undefined) : accept(rows)) },
    clock: { now: () => NOW },
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    held,
    mayAnswer: (envelope) => mayAnswer(envelope),
    nudge: () => undefined,
    async changedAccount({ id }) {
      return changed.get(String(id)) ?? null
    },
    refused(reason, { kind, account, what }) {
      refusals.push(`${kind}:${reason}`)
      told.push(`${account?.id ?? 'nobody'} ${what} ${reason}`)
    },
    seen: (_account, what, { repeated }) => void seen.push(repeated ? `${what} again` : what),
    inboxTimeoutMs: 3000,
  })
  app.on('error', (error) => logged.push(String(error)))
  app.use((ctx, next) => {
    ctx.res.once('close', () => {
      if (!ctx.res.writableFinished) hungUp += 1
    })
    return next()
  })
  app.use(routes.routes())
  server = createServer(app.callback())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await database.close()
})
beforeEach(() => {
  refusals = []
  told = []
  changed.clear()
  logged = []
  seen = []
  hungUp = 0
  accept = (rows) => inbox.accept(rows)
  mayAnswer = () => false
})

const message = (id: string, content = '你好') =>
  `<xml><ToUserName><![CDATA[gh_demo1]]></ToUserName><FromUserName><![CDATA[oPerson]]></FromUserName><CreateTime>${stamp()}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>${id}</MsgId></xml>`

type Sent = {
  to?: string
  kind?: string
  text?: string | Buffer
  receiver?: string
  at?: string
  nonce?: string
  change?: (query: URLSearchParams) => void
  outer?: (encrypt: string) => string | Buffer
}
function sealed({
  to = 'ac_oa',
  kind = 'oa',
  text = message('1'),
  receiver,
  at = stamp(),
  nonce = 'n',
  change,
  outer,
}: Sent) {
  const crypto = cryptoFor(receiver ?? accounts.get(to)!.appId)
  const { encrypt, signature } = crypto.seal(text as string, { timestamp: at, nonce })
  const query = new URLSearchParams({ timestamp: at, nonce, encrypt_type: 'aes', msg_signature: signature })
  change?.(query)
  const body =
    outer?.(encrypt) ??
    `<xml><ToUserName><![CDATA[gh_demo1]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`
  return { url: `${base}/callbacks/${kind}/${to}?${query}`, body }
}
const post = async ({ url, body }: { url: string; body: string | Buffer }) => {
  const reply = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body) })
  return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() }
}
const stored = async () =>
  (await database.connection.collection('inbox').find({}).toArray()).map((row) => row['dedupeKey'])

describe('a callback that is accepted', () => {
  test.each([
    ['Official Account, safe mode', 'ac_oa', 'oa', 'success'],
    ['Official Account, compatible mode', 'ac_compatible', 'oa', 'success'],
    ['mini-program', 'ac_mini', 'mini', 'success'],
    ['WeCom', 'ac_corp', 'wecom', ''],
  ])('is stored decrypted and acknowledged: %s', async (_what, to, kind, answer) => {
    const text = message(`accepted-${to}`)
    expect(await post(sealed({ to, kind, text }))).toMatchObject({ status: 200, text: answer })
    const row = await database.connection
      .collection('inbox')
      .findOne({ account: to, dedupeKey: `message:accepted-${to}` })
    expect(row).toMatchObject({ body: text, type: 'message.text', status: 'new', platform: kind })
  })

  const added = (customer: string, more: string) =>
    `<xml><ToUserName>ww</ToUserName><FromUserName>sys</FromUserName><CreateTime>${stamp()}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>zhang</UserID><ExternalUserID>${customer}</ExternalUserID>${more}</xml>`
  it('need not wait for its turn when it brings a welcome code, and is taken once of all apps of a company', async () => {
    accounts.set('ac_side', account('ac_side', 'wecom', 'ww0000000000000001'))
    const welcome = added('wm1', '<WelcomeCode>WC</WelcomeCode>')
    for (const to of ['ac_corp', 'ac_side']) await post(sealed({ to, kind: 'wecom', text: welcome }))
    await post(sealed({ to: 'ac_corp', kind: 'wecom', text: added('wm2', '') }))
    const rows = await database.connection
      .collection('inbox')
      .find({ type: 'event.change_external_contact.add_external_contact' })
      .sort({ order: 1 })
      .toArray()
    expect(rows.map((row) => [row['account'], row['person'], 'urgent' in row])).toEqual([
      ['ac_corp', 'ww0000000000000001:wm1', true],
      ['ac_corp', 'ww0000000000000001:wm2', false],
    ])
  })

  it('may be plain where the account says so', async () => {
    const query = (good: boolean) => {
      const at = stamp()
      const parts = ['token', at, 'n'].sort().join('')
      return new URLSearchParams({ timestamp: at, nonce: 'n', signature: good ? sha1(parts) : 'bad' })
    }
    const url = (good: boolean) => `${base}/callbacks/oa/ac_plain?${query(good)}`
    expect(await post({ url: url(true), body: message('plain') })).toMatchObject({ status: 200, text: 'success' })
    expect(await post({ url: url(false), body: message('plain-2') })).toMatchObject({ status: 403, text: 'signature' })
    const elsewhere = message('plain-3').replace('gh_demo1', 'gh_other')
    expect(await post({ url: url(true), body: elsewhere })).toMatchObject({ status: 403, text: 'addressee' })
  })

  it('of a mini-program may be JSON, and keeps ids no double can hold', async () => {
    const text = `{"ToUserName":"gh_demo1","FromUserName":"oPerson","CreateTime":${stamp()},"MsgType":"text","Content":"嗨","MsgId":9007199254740993}`
    const outer = (encrypt: string) => JSON.stringify({ ToUserName: 'gh_demo1', Encrypt: encrypt })
    expect(await post(sealed({ to: 'ac_mini', kind: 'mini', text, outer }))).toMatchObject({ status: 200 })
    expect(await stored()).toContain('message:9007199254740993')
  })

  it('may carry markup as the words of a follower', async () => {
    const text = message('words', '<!DOCTYPE html><b>&lt;')
    expect(await post(sealed({ text }))).toMatchObject({ status: 200 })
    expect(parseMessage(text)).toMatchObject({ fields: { Content: '<!DOCTYPE html><b>&lt;' } })
  })

  it('[invariant 1] is stored once, however often and in whatever wrapping it comes again', async () => {
    const repeats = ['a', 'b', 'c', 'd'].map((nonce) => post(sealed({ text: message('repeat'), nonce })))
    expect((await Promise.all(repeats)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await post(sealed({ text: message('repeat'), nonce: 'a' }))).toMatchObject({ status: 200 })
    expect((await stored()).filter((key) => key === 'message:repeat')).toHaveLength(1)
    expect(seen.toSorted()).toEqual(['callback', ...Array(4).fill('callback again')])
  })

  it('is acknowledged after the insert, together with what came at the same time', async () => {
    const many = Array.from({ length: 60 }, (_, index) => post(sealed({ text: message(`many-${index}`) })))
    expect((await Promise.all(many)).every(({ status }) => status === 200)).toBe(true)
    const keys = new Set(await stored())
    expect(Array.from({ length: 60 }, (_, index) => keys.has(`message:many-${index}`)).every(Boolean)).toBe(true)
  })
})

describe('an account whose keys were made anew', () => {
  const fresh = createMessageCrypto({ token: 'fresh', encodingAesKey: 'A'.repeat(43), receiver: 'wx0000000000000001' })
  const before = account('ac_oa', 'oa', 'wx0000000000000001')
  const renewed = { ...before, crypto: fresh, previous: { ...before, outdated: true } }
  const withFresh = (text: string) => {
    const { encrypt, signature } = fresh.seal(text, { timestamp: stamp(), nonce: 'n' })
    const query = new URLSearchParams({ timestamp: stamp(), nonce: 'n', encrypt_type: 'aes', msg_signature: signature })
    return { url: `${base}/callbacks/oa/ac_oa?${query}`, body: `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>` }
  }

  it('is believed with the old ones until the platform uses the new', async () => {
    accounts.set('ac_oa', renewed)
    try {
      expect(await post(sealed({ text: message('old-keys') }))).toMatchObject({ status: 200 })
      expect(await post(withFresh(message('new-keys')))).toMatchObject({ status: 200 })
    } finally {
      accounts.set('ac_oa', before)
    }
    expect(refusals).toEqual([])
  })

  it('is believed at once with keys that another process made', async () => {
    expect(await post(withFresh(message('early')))).toMatchObject({ status: 403, text: 'signature' })
    expect(told).toEqual(['ac_oa callback signature'])
    changed.set('ac_oa', renewed)
    expect(await post(withFresh(message('early')))).toMatchObject({ status: 200 })
  })
})

describe('a callback that is refused', () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
  const tooLarge = () => `<xml>${'x'.repeat(1024 * 1024)}</xml>`
  const cases: [string, number, string, () => { url: string; body: string | Buffer }][] = [
    [
      'forged: another signature',
      403,
      'signature',
      () => sealed({ change: (query) => query.set('msg_signature', 'a'.repeat(40)) }),
    ],
    ['forged: no signature', 403, 'signature', () => sealed({ change: (query) => query.delete('msg_signature') })],
    [
      'forged: the sealed text was changed',
      403,
      'signature',
      () => sealed({ outer: (e) => `<xml><Encrypt><![CDATA[${e.slice(0, -8)}AAAAAAA=]]></Encrypt></xml>` }),
    ],
    [
      'forged: signed for another nonce',
      403,
      'signature',
      () => sealed({ change: (query) => query.set('nonce', 'other') }),
    ],
    ['expired', 403, 'stale', () => sealed({ at: stamp(-301_000) })],
    ['from the future', 403, 'stale', () => sealed({ at: stamp(301_000) })],
    ['without a time', 400, 'malformed', () => sealed({ change: (query) => query.delete('timestamp') })],
    ['with a time that is no number', 403, 'stale', () => sealed({ change: (query) => query.set('timestamp', '1e9') })],
    ['truncated', 400, 'malformed', () => sealed({ outer: (e) => `<xml><Encrypt><![CDATA[${e.slice(0, 40)}` })],
    ['empty', 400, 'malformed', () => sealed({ outer: () => '' })],
    ['oversized', 413, 'oversized', () => sealed({ outer: tooLarge })],
    ['sealed for another account', 403, 'addressee', () => sealed({ receiver: 'wx00000000000000ff' })],
    [
      'for an account nobody connected',
      404,
      'unknown-account',
      () => ({ url: `${base}/callbacks/oa/ac_nobody`, body: '' }),
    ],
    [
      'for an account of another kind',
      404,
      'unknown-account',
      () => ({ url: `${base}/callbacks/mini/ac_oa`, body: '' }),
    ],
    ['not UTF-8', 400, 'encoding', () => sealed({ outer: () => Buffer.from([0x3c, 0x78, 0xff, 0xfe, 0x3e]) })],
    [
      'with a document type outside',
      400,
      'doctype',
      () => sealed({ outer: (e) => `${bomb}<xml><Encrypt><![CDATA[${e}]]></Encrypt></xml>` }),
    ],
    ['with a document type inside', 400, 'doctype', () => sealed({ text: `${bomb}${message('9')}` })],
    ['plain where the account is safe', 403, 'plain-mode', () => sealed({ outer: () => message('8') })],
    [
      'plain where the account is compatible',
      403,
      'plain-mode',
      () => sealed({ to: 'ac_compatible', outer: () => message('8') }),
    ],
    ['plain for WeCom', 403, 'plain-mode', () => sealed({ to: 'ac_corp', kind: 'wecom', outer: () => message('8') })],
    [
      'JSON that is broken',
      400,
      'malformed',
      () => sealed({ to: 'ac_mini', kind: 'mini', outer: () => '{"Encrypt":' }),
    ],
    ['with words inside that are no message', 400, 'malformed', () => sealed({ text: 'hello' })],
  ]
  test.each(cases)('%s → %i %s', async (_what, status, reason, request) => {
    const before = await stored()
    const reply = await post(request())
    expect(reply).toMatchObject({ status, text: reason, type: 'text/plain; charset=utf-8' })
    expect(refusals.map((one) => one.split(':')[1])).toEqual([reason])
    expect(logged).toEqual([])
    expect(await stored()).toEqual(before)
  })

  it('is refused for its padding when only that is wrong', async () => {
    // Random 16 | length | text | receiver, padded to 32 bytes with a byte that tells the wrong length.
    const text = Buffer.from(message('7'))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    const plain = Buffer.concat([Buffer.alloc(16, 1), length, text, Buffer.from('wx0000000000000001')])
    const size = 32 - (plain.length % 32)
    const padded = Buffer.concat([plain, Buffer.alloc(size, size === 32 ? 31 : size + 1)])
    const key = Buffer.from(`${KEY}=`, 'base64')
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const broken = Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
    const parts = ['token', stamp(), 'n', broken].sort().join('')
    const query = new URLSearchParams({ timestamp: stamp(), nonce: 'n', msg_signature: sha1(parts) })
    const reply = await post({
      url: `${base}/callbacks/oa/ac_oa?${query}`,
      body: `<xml><Encrypt>${broken}</Encrypt></xml>`,
    })
    expect(reply).toMatchObject({ status: 403, text: 'padding' })
  })

  it('is cut off when it grows too large without saying so', async () => {
    const { hostname, port } = new URL(base)
    const { url } = sealed({})
    const path = url.slice(base.length)
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('error', () => undefined)
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`)
    const chunk = 'x'.repeat(65_536)
    for (let index = 0; index < 20; index += 1) socket.write(`10000\r\n${chunk}\r\n`)
    await until('the answer comes', () => answer.startsWith('HTTP/1.1 413'))
    socket.destroy()
  })
})

describe('the check of the address', () => {
  const get = async (url: string) => {
    const reply = await fetch(url)
    return { status: reply.status, text: await reply.text() }
  }
  it('gives an Official Account its echo unchanged', async () => {
    const query = new URLSearchParams({
      timestamp: stamp(),
      nonce: 'n',
      echostr: '4375120948345356249',
      signature: sha1(['token', stamp(), 'n'].sort().join('')),
    })
    expect(await get(`${base}/callbacks/oa/ac_oa?${query}`)).toEqual({ status: 200, text: '4375120948345356249' })
    query.set('signature', 'f'.repeat(40))
    expect(await get(`${base}/callbacks/oa/ac_oa?${query}`)).toEqual({ status: 403, text: 'signature' })
  })

  it('waits for a slow database longer than a callback does, since the platform checks only once', async () => {
    let awake: () => void = () => undefined
    slow = new Promise((resolve) => {
      awake = resolve
    })
    const signature = sha1(['token', stamp(), 'n'].sort().join(''))
    const query = new URLSearchParams({ timestamp: stamp(), nonce: 'n', echostr: 'hello', signature })
    const checking = get(`${base}/callbacks/oa/ac_oa?${query}`)
    const callback = await post(sealed({}))
    awake()
    slow = null
    expect(callback.status).toBe(503)
    expect(await checking).toEqual({ status: 200, text: 'hello' })
  })

  it('gives WeCom its echo decrypted', async () => {
    const { encrypt, signature } = cryptoFor('ww0000000000000001').seal('1616140317555161061', {
      timestamp: stamp(),
      nonce: 'n',
    })
    const query = new URLSearchParams({ timestamp: stamp(), nonce: 'n', echostr: encrypt, msg_signature: signature })
    expect(await get(`${base}/callbacks/wecom/ac_corp?${query}`)).toEqual({ status: 200, text: '1616140317555161061' })
    query.set('nonce', 'm')
    expect(await get(`${base}/callbacks/wecom/ac_corp?${query}`)).toEqual({ status: 403, text: 'signature' })
  })
})

describe('when the database is away', () => {
  it('answers 503, so that the platform sends the callback again', async () => {
    away = true
    const first = await post(sealed({ text: message('away') }))
    away = false
    expect(first).toMatchObject({ status: 503, text: '' })
    expect(await stored()).not.toContain('message:away')
    expect(await post(sealed({ text: message('away') }))).toMatchObject({ status: 200 })
    expect(await stored()).toContain('message:away')
  })
})

describe('a held callback', () => {
  const say = (text: string) => ({ form: 'text' as const, text })
  const person = { appId: 'wx0000000000000001', openId: 'oPerson' }
  const isHeld = () => until('the callback is stored and held', () => seen.length === 1)

  it('[event in the inbox first] carries the reply, sealed, with the addresses swapped', async () => {
    mayAnswer = () => true
    const answering = post(sealed({ text: message('held') }))
    await isHeld()
    expect(await stored()).toContain('message:held')
    expect(await held.answer(person, say('收到]]>了'))).toBe('answered')
    const reply = await answering
    const outer = parseMessage(reply.text)
    if (!outer.ok) throw new Error(outer.why)
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = outer.fields as Record<string, string>
    const crypto = cryptoFor('wx0000000000000001')
    expect(crypto.signatureMatches(MsgSignature!, TimeStamp!, Nonce!, Encrypt!)).toBe(true)
    const opened = crypto.open(Encrypt!)
    expect(opened.ok && parseMessage(opened.text)).toMatchObject({
      fields: { ToUserName: 'oPerson', FromUserName: 'gh_demo1', MsgType: 'text', Content: '收到]]>了' },
    })
    expect(await held.answer(person, say('再说一句'))).toBe('nobody')
  })

  it('is acknowledged as usual when nobody answers', async () => {
    mayAnswer = () => true
    const answering = post(sealed({ text: message('released') }))
    await isHeld()
    held.release(person)
    expect(await answering).toMatchObject({ status: 200, text: 'success' })
  })

  it('is stored and acknowledged when nobody can say whether a journey answers', async () => {
    mayAnswer = () => {
      throw new Error('the journeys cannot be read')
    }
    expect(await post(sealed({ text: message('nobody-knows') }))).toMatchObject({ status: 200, text: 'success' })
    expect(await stored()).toContain('message:nobody-knows')
  })

  it('is not held again when it is repeated, and the first one stays open', async () => {
    mayAnswer = () => true
    const first = post(sealed({ text: message('held-once') }))
    await isHeld()
    expect(await post(sealed({ text: message('held-once') }))).toMatchObject({ status: 200, text: 'success' })
    expect(await held.answer(person, say('只答一次'))).toBe('answered')
    expect((await first).text).not.toBe('success')
    expect(await post(sealed({ text: message('held-once') }))).toMatchObject({ status: 200, text: 'success' })
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
  })

  it('is the only one of its person: what they send meanwhile is acknowledged at once', async () => {
    mayAnswer = () => true
    const first = post(sealed({ text: message('held-first') }))
    await isHeld()
    expect(await post(sealed({ text: message('held-second') }))).toMatchObject({ status: 200, text: 'success' })
    expect(await stored()).toContain('message:held-second')
    expect(await held.answer(person, say('答第一条'))).toBe('answered')
    expect((await first).text).not.toBe('success')
  })

  it('is not held when no live journey can answer', async () => {
    mayAnswer = (envelope) => envelope.type === 'event.CLICK'
    expect(await post(sealed({ text: message('not-held') }))).toMatchObject({ text: 'success' })
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
  })

  it('is held only once its event is stored: what is refused with 503 was never there to be answered', async () => {
    const failures: (() => void)[] = []
    mayAnswer = () => true
    accept = () => new Promise((_, reject) => failures.push(() => reject(new Error('the database is away'))))
    const refused = post(sealed({ text: message('held-unstored') }))
    await until('the event is being stored', () => failures.length === 1)
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
    failures[0]?.()
    expect(await refused).toMatchObject({ status: 503 })
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
  })

  it('is let go when the platform hangs up, so that the reply goes another way', async () => {
    mayAnswer = () => true
    const patience = new AbortController()
    const { url, body } = sealed({ text: message('hung-up') })
    const given = fetch(url, { method: 'POST', body, signal: patience.signal }).catch(() => 'given up')
    await isHeld()
    patience.abort()
    expect(await given).toBe('given up')
    await until('the server notices', () => hungUp === 1)
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
  })

  it('is not held when the platform hung up before its event was stored', async () => {
    mayAnswer = () => true
    const patience = new AbortController()
    accept = async (rows) => {
      patience.abort()
      await until('the server notices', () => hungUp === 1)
      return inbox.accept(rows)
    }
    const { url, body } = sealed({ text: message('hung-up-early') })
    const given = fetch(url, { method: 'POST', body, signal: patience.signal }).catch(() => 'given up')
    expect(await given).toBe('given up')
    await until('the event is stored all the same', async () => (await stored()).includes('message:hung-up-early'))
    await isHeld()
    expect(await held.answer(person, say('嗨'))).toBe('nobody')
  })
})
