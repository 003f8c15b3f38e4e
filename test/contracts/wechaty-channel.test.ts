import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { createWechatyBot } from '../../server/accounts/wechaty-bot.ts'
import type { Platforms } from '../../server/channels/contract.ts'
import { createChannels, reachThrough } from '../../server/channels/deliver.ts'
import { botToken } from '../../server/kit/bot-token.ts'
import { NotConnected } from '../../server/platforms/errors.ts'
import { aContact } from '../builders/person.ts'
import { sample } from './channels/wechaty.ts'
import { nothingSetUp } from './senders.ts'

/** The product's side of the way to the Wechaty process: what its answers, refusals and absence come to. */
const SECRET = 'a secret that is only good for this test of the bot'
const now = new Date('2026-03-01T08:00:00Z')
const later = '2026-03-01T08:05:00.000Z'

let server: Server
let url: string
let answer: RequestListener
const asked: { method?: string; path?: string; authorization?: string; body: unknown }[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const { method, url: path, headers } = request
    asked.push({
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(headers.authorization !== undefined && { authorization: headers.authorization }),
      body: text === '' ? null : JSON.parse(text),
    })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  asked.length = 0
})

const json = (value: unknown, status = 200): RequestListener => {
  return (_request, response) => response.writeHead(status).end(JSON.stringify(value))
}
const none = () => Promise.reject(new NotConnected('别的账号'))
const deliver = async (to: string | null = url) => {
  const bot = createWechatyBot({ url: to, secretKey: SECRET })
  const platforms: Platforms = {
    oa: none,
    mini: none,
    wecom: none,
    wecomApp: none,
    wechaty: bot.line,
    held: { answer: async () => 'nobody' },
    ...nothingSetUp,
  }
  try {
    return await createChannels(platforms).deliver({ channel: 'wechaty', ...sample, key: 'k', now, marketing: false })
  } finally {
    await bot.close()
  }
}

describe('a message through the bot', () => {
  it('names the account and the friend, and proves itself in a header', async () => {
    answer = json({ outcome: 'sent', id: 'm1' })
    expect(await deliver()).toEqual({ kind: 'sent', receipt: 'm1' })
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/messages',
        authorization: `Bearer ${botToken(SECRET)}`,
        body: { bot: 'wxid_bot', to: 'wxid_lin', key: 'k', message: { form: 'text', text: '您好，{{name}}' } },
      },
    ])
  })

  test.each([
    ['waits for its turn', json({ outcome: 'later', at: later, why: 'rhythm' }), { kind: 'later', why: 'rhythm' }],
    ['waits for tomorrow', json({ outcome: 'later', at: later, why: 'cap' }), { kind: 'later', why: 'quota' }],
    ['waits for a login', json({ outcome: 'later', at: later, why: 'offline' }), { kind: 'later', why: 'offline' }],
    ['to no friend is skipped', json({ errcode: 1, errmsg: 'no' }), { kind: 'skipped', why: 'not-reachable' }],
    ['to a friend of another account is skipped', json({ errcode: 2, errmsg: 'no' }), { kind: 'skipped' }],
    ['the puppet cannot send is refused', json({ errcode: 3, errmsg: 'no' }), { kind: 'refused' }],
    ['with a wrong token is refused', json({ errcode: 401, errmsg: 'no' }), { kind: 'refused' }],
    ['whose answer broke off is unknown', (_request, response) => void response.destroy(), { kind: 'unknown' }],
    ['the bot stumbled over is unknown', json({}, 500), { kind: 'unknown' }],
    ['answered by something else is unknown', (_request, response) => response.end('<html>'), { kind: 'unknown' }],
  ] as [string, RequestListener, object][])('%s', async (_what, listener, fate) => {
    answer = listener
    expect(await deliver()).toMatchObject(fate)
    expect(asked).toHaveLength(1)
  })

  it('waits while no bot is running, and is refused where none is wanted', async () => {
    expect(await deliver('http://127.0.0.1:1')).toMatchObject({ kind: 'later', why: 'busy' })
    expect(await deliver(null)).toMatchObject({ kind: 'refused', why: '没有连接个人微信号（Wechaty）' })
  })
})

describe('whom it reaches', () => {
  const link = { bot: 'b1', id: 'x', friend: true, at: now }
  const earlier = new Date(now.getTime() - 1000)
  test.each([
    ['a friend', [link], { ok: true, address: { bot: 'b1', id: 'x' } }],
    [
      'the account heard from last',
      [
        { ...link, at: earlier },
        { ...link, bot: 'b2' },
      ],
      { ok: true, address: { bot: 'b2' } },
    ],
    ['nobody who only shares a group', [{ ...link, friend: false }], { why: '不是个人微信号的好友，只在同一个群里' }],
    ['no stranger', [], { why: '没有加过公司的个人微信号' }],
  ])('is %s', (_who, bots, expected) => {
    expect(reachThrough('wechaty', aContact('ct_1', now).with({ bots }).build(), now)).toMatchObject(expected)
  })
})
