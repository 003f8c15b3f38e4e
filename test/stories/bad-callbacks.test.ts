import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type SealedCallback, sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { ForgeResult } from '../../server/sandbox/control-api.ts'
import type { Account } from '../../server/sandbox/world/account.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  everybodyComputed,
  everythingDone,
  holdingsOf,
  metric,
  peopleOfTown,
  publishJourney,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const REFUSED = 'weilu_callbacks_refused_total'
const TEN_MINUTES = 600_000
type Kind = 'oa' | 'mini' | 'wecom'

/** What comes to the door without being the platform's: a clear no, counted, and nothing changed. */
describe('a callback nobody should believe', () => {
  let line: Line
  let accounts: Record<Kind, Connected>
  let follower: { id: string; openId: string }
  let before: Record<string, string>

  beforeAll(async () => {
    line = await startLine({ seed: false })
    accounts = await connectWithoutCrowd(line)
    await publishJourney(
      line,
      '再见',
      aJourney({ type: 'event-start', settings: { event: 'contact.unfollowed' } })
        .tag('走了')
        .build(),
    )
    const [one] = await peopleOfTown(line, 1)
    if (!one) throw new Error('the town is empty')
    follower = one
    await act(line, follower.id, 'follow')
    const contact = await line.contact(`oa:${accounts.oa.appId}:${follower.openId}`)
    await line.happened(contact.id, 'contact.followed')
    await everythingDone(line.database)
    await everybodyComputed(line.database)
  })
  afterAll(() => line?.stop())
  beforeEach(async () => {
    before = await holdingsOf(line.database)
  })

  const platformAccount = (kind: Kind): Account => {
    const account = line.simulator.control.state().accounts.find((one) => one.kind === kind)
    if (!account) throw new Error(`no ${kind}`)
    return account
  }
  const seconds = () => Math.floor(line.clock.now().getTime() / 1000)
  const unsubscribe = (createdAt = seconds()) => ({
    ToUserName: 'gh_any',
    FromUserName: follower.openId,
    CreateTime: createdAt,
    MsgType: 'event',
    Event: 'unsubscribe',
  })
  const sealed = (kind: Kind, more: Partial<Parameters<typeof sealCallback>[0]> = {}) =>
    sealCallback({ account: platformAccount(kind), inner: unsubscribe(), timestamp: seconds(), ...more })
  const post = async (
    address: string,
    { query, body, contentType }: Omit<SealedCallback, 'body'> & { body: string | Uint8Array<ArrayBuffer> },
  ) => {
    const answer = await fetch(withQuery(address, query), {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    })
    return { status: answer.status, body: await answer.text() }
  }

  async function expectRefusal(
    kind: string,
    wanted: { status: number; reason: string },
    send: () => Promise<{ status: number | null; body: string }>,
  ) {
    const counted = () => metric(line, REFUSED, { platform: kind, reason: wanted.reason })
    const [counts, all] = [await counted(), await metric(line, REFUSED)]
    const { status, body } = await send()
    expect({ status, body }).toEqual({ status: wanted.status, body: wanted.reason })
    expect(await counted()).toBe(counts + 1)
    expect(await metric(line, REFUSED)).toBe(all + 1)
    expect(await holdingsOf(line.database)).toEqual(before)
  }

  const forged = [
    { how: 'wrong-signature', status: 403, reason: 'signature' },
    { how: 'wrong-receiver', status: 403, reason: 'addressee' },
    { how: 'broken-padding', status: 403, reason: 'padding' },
    { how: 'stale-timestamp', status: 403, reason: 'stale' },
    { how: 'truncated', status: 400, reason: 'malformed' },
    { how: 'oversized', status: 413, reason: 'oversized' },
    { how: 'doctype', status: 400, reason: 'doctype' },
    { how: 'plain-text', status: 400, reason: 'malformed' },
    { how: 'not-utf8', status: 400, reason: 'encoding' },
  ] as const
  const kinds = ['oa', 'mini', 'wecom'] as const
  it.each(forged.flatMap((one) => kinds.map((kind) => ({ ...one, kind }))))(
    'is refused: $how for the $kind account, as $reason',
    async ({ kind, how, ...wanted }) => {
      await expectRefusal(kind, wanted, async () =>
        ForgeResult.parse(
          await line.play('/callbacks/forge', { account: accounts[kind].appId, person: follower.id, how }),
        ),
      )
    },
  )

  const raw: { what: string; kind: Kind; status: number; reason: string; send(): ReturnType<typeof post> }[] = [
    {
      what: 'sealed with the key of another account of ours',
      kind: 'oa',
      status: 403,
      reason: 'signature',
      send: () => post(accounts.oa.callbackUrl, sealed('mini')),
    },
    {
      what: 'sent to the address of another account of ours',
      kind: 'mini',
      status: 403,
      reason: 'signature',
      send: () => post(accounts.mini.callbackUrl, sealed('oa')),
    },
    {
      what: 'sent to an account nobody connected',
      kind: 'oa',
      status: 404,
      reason: 'unknown-account',
      send: () => post(`${line.url}/callbacks/oa/ac_nobody`, sealed('oa')),
    },
    {
      what: 'sent to the right account under another platform’s name',
      kind: 'wecom',
      status: 404,
      reason: 'unknown-account',
      send: () => post(`${line.url}/callbacks/wecom/${accounts.oa.id}`, sealed('oa')),
    },
    {
      what: 'in plain text with a good signature of time and nonce, where the account does not say so',
      kind: 'oa',
      status: 403,
      reason: 'plain-mode',
      send: () => post(accounts.oa.callbackUrl, sealed('oa', { account: plainly('oa') })),
    },
    {
      what: 'stamped two hours ahead',
      kind: 'oa',
      status: 403,
      reason: 'stale',
      send: () => post(accounts.oa.callbackUrl, sealed('oa', { timestamp: seconds() + 7200 })),
    },
    {
      what: 'without a timestamp',
      kind: 'oa',
      status: 400,
      reason: 'malformed',
      send() {
        const { query, ...rest } = sealed('oa')
        return post(accounts.oa.callbackUrl, { ...rest, query: { nonce: query['nonce'] ?? '' } })
      },
    },
    {
      what: 'with an external entity around the sealed text',
      kind: 'wecom',
      status: 400,
      reason: 'doctype',
      send() {
        const whole = sealed('wecom')
        const entity = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        return post(accounts.wecom.callbackUrl, { ...whole, body: `${entity}${whole.body}` })
      },
    },
    {
      what: 'larger than its length says nothing about',
      kind: 'oa',
      status: 413,
      reason: 'oversized',
      async send() {
        const whole = sealed('oa')
        const chunk = new Uint8Array(256 * 1024).fill(0x20)
        const body = new ReadableStream({
          start(stream) {
            for (let count = 0; count < 6; count += 1) stream.enqueue(chunk)
            stream.close()
          },
        })
        const request = { method: 'POST', headers: { 'content-type': 'text/xml' }, body, duplex: 'half' as const }
        const answer = await fetch(withQuery(accounts.oa.callbackUrl, whole.query), request)
        return { status: answer.status, body: await answer.text() }
      },
    },
  ]
  it.each(raw)('is refused: $what', ({ kind, status, reason, send }) => expectRefusal(kind, { status, reason }, send))

  const plainly = (kind: 'oa' | 'mini'): Account => {
    const account = platformAccount(kind)
    return account.kind === 'wecom' ? account : { ...account, mode: 'plain' }
  }

  it('is refused as stale when a true one is played again ten minutes later; within the window it changes nothing', async () => {
    const [other] = await peopleOfTown(line, 1, { prefix: 'replayed' })
    const whole = sealed('oa', { inner: { ...unsubscribe(), FromUserName: other?.openId ?? '' } })
    expect(await post(accounts.oa.callbackUrl, whole)).toEqual({ status: 200, body: 'success' })
    await everythingDone(line.database)
    before = await holdingsOf(line.database)
    expect(await post(accounts.oa.callbackUrl, whole)).toEqual({ status: 200, body: 'success' })
    expect(await metric(line, 'weilu_callbacks_accepted_total', { platform: 'oa', repeated: 'true' })).toBe(1)
    expect(await holdingsOf(line.database)).toEqual(before)
    line.clock.jump(TEN_MINUTES)
    await expectRefusal('oa', { status: 403, reason: 'stale' }, () => post(accounts.oa.callbackUrl, whole))
  })

  it('changes nothing when the connection breaks in the middle of its body', async () => {
    const whole = sealed('oa')
    const address = new URL(withQuery(accounts.oa.callbackUrl, whole.query))
    const socket = connect(Number(address.port), address.hostname)
    await once(socket, 'connect')
    socket.write(
      `POST ${address.pathname}${address.search} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${whole.body.length}\r\n\r\n${whole.body.slice(0, 100)}`,
    )
    socket.end()
    await once(socket.resume(), 'close')
    expect((await fetch(`${line.url}/healthz`)).status).toBe(200)
    expect(await holdingsOf(line.database)).toEqual(before)
  })

  it('may be plain only where a manager chose it, and then must be addressed to that account', async () => {
    const account = { ...plainly('oa'), appId: 'wx00000000000000aa', originalId: 'gh_plain' }
    const { id, callbackUrl } = await line.connect({ ...account, name: '明文号' })
    const [other] = await peopleOfTown(line, 1, { prefix: 'plain' })
    const inner = { ...unsubscribe(), ToUserName: 'gh_plain', FromUserName: other?.openId ?? '' }
    before = await holdingsOf(line.database)
    const plain = (more: typeof inner) =>
      sealCallback({ account: { ...account, kind: 'oa', format: 'xml' } as Account, inner: more, timestamp: seconds() })
    await until('the account was tested', async () => {
      const found = await line.database.collection('accounts').findOne({ _id: id as never })
      return found?.['credentials'] !== null
    })
    before = await holdingsOf(line.database)
    await expectRefusal('oa', { status: 403, reason: 'addressee' }, () =>
      post(callbackUrl, plain({ ...inner, ToUserName: 'gh_other' })),
    )
    expect(await post(callbackUrl, plain(inner))).toEqual({ status: 200, body: 'success' })
  })
})
