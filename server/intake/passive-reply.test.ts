import { describe, expect, it, test } from 'vitest'
import type { PassiveArticle, PassiveReply } from '../../shared/passive-reply.ts'
import { callbacks, fieldsOf, fixtures } from '../../test/vectors/sheet.ts'
import { createOaCrypto } from '../platforms/wechat-oa/crypto.ts'
import { type CallbackAccount, verify } from './envelope.ts'
import { passiveReply } from './passive-reply.ts'

const appId = 'wx0000000000000001'
const crypto = createOaCrypto({ token: 'token', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', appId })
const now = new Date(1_760_000_001_000)
const accountIn = (mode: 'plain' | 'safe'): CallbackAccount =>
  ({ id: 'ac_1', kind: 'oa', appId, originalId: null, mode, crypto }) as CallbackAccount

/** The callback of the sheet that is answered, checked as it comes. */
function envelopeOf(name: string) {
  const body = callbacks.find((one) => one.name === name)?.xml ?? ''
  const sealed = crypto.seal(body, { timestamp: '1760000001', nonce: 'n' })
  const verdict = verify({
    account: accountIn('safe'),
    query: { timestamp: '1760000001', nonce: 'n', msg_signature: sealed.signature },
    body: Buffer.from(`<xml><Encrypt>${sealed.encrypt}</Encrypt></xml>`),
    now,
    windowMs: 1000,
  })
  if (!verdict.ok) throw new Error(verdict.why)
  return verdict.envelope
}
const said = envelopeOf('oa.msg.text')
const answer = (reply: PassiveReply, mode: 'plain' | 'safe', envelope = said) =>
  passiveReply({ account: accountIn(mode), envelope, reply, now, nonce: 'nonce' }).text

const article = { title: 't', description: 'd', picture: 'https://example.com/p.jpg', url: 'https://example.com/' }
const music = { title: 't', description: 'd', url: 'https://example.com/a.mp3', hqUrl: 'https://example.com/b.mp3' }
const replies: [string, PassiveReply][] = [
  ['oa.reply.text', { form: 'text', text: '收到' }],
  ['oa.reply.image', { form: 'image', media: 'MEDIA1' }],
  ['oa.reply.voice', { form: 'voice', media: 'MEDIA1' }],
  ['oa.reply.video', { form: 'video', media: 'MEDIA1', title: 't', description: 'd' }],
  ['oa.reply.music', { form: 'music', ...music, cover: 'THUMB1' }],
  ['oa.reply.news', { form: 'news', articles: [article] }],
  ['oa.reply.transfer_kf', { form: 'agent', agent: 'test1@demo' }],
]

it('answers in every form of the sheet', () => {
  const named = fixtures.filter(({ name }) => name.startsWith('oa.reply.')).map(({ name }) => name)
  expect(replies.map(([name]) => name)).toEqual(named)
})

describe.each(replies)('%s', (name, reply) => {
  it('is said as the sheet writes it', () => {
    expect(answer(reply, 'plain')).toBe(fixtures.find((one) => one.name === name)?.xml)
  })

  it('is sealed unless the account speaks plainly', () => {
    const outer = fieldsOf(answer(reply, 'safe')) as Record<string, string>
    const { Encrypt = '', MsgSignature = '', TimeStamp = '', Nonce = '' } = outer
    expect(crypto.signatureMatches(MsgSignature, TimeStamp, Nonce, Encrypt)).toBe(true)
    expect(crypto.open(Encrypt)).toEqual({ ok: true, text: answer(reply, 'plain') })
  })
})

test('whoever is free takes over when no agent is named', () => {
  const reply = fieldsOf(answer({ form: 'agent', agent: null }, 'plain'))
  expect(reply).toMatchObject({ MsgType: 'transfer_customer_service' })
  expect(reply).not.toHaveProperty('TransInfo')
})

test.each([
  ['a message', 'oa.msg.text', '1'],
  ['a tap', 'oa.event.CLICK', '8'],
])('to %s, as many articles are said as the platform shows', (_what, name, count) => {
  const articles: PassiveArticle[] = Array.from({ length: 8 }, (_, index) => ({ ...article, title: `${index}` }))
  const fields = fieldsOf(answer({ form: 'news', articles }, 'plain', envelopeOf(name)))
  const items = [(fields['Articles'] as { item: unknown }).item].flat()
  expect([fields['ArticleCount'], `${items.length}`]).toEqual([count, count])
})

test('nothing that is said can end its section early', () => {
  const text = 'a]]></Content><MsgType>image</MsgType><![CDATA['
  expect(fieldsOf(answer({ form: 'text', text }, 'plain'))).toMatchObject({ MsgType: 'text', Content: text })
})

describe('[B5] to a mini-program that pushes JSON, the handing over', () => {
  const pushed = JSON.stringify({
    ...{ ToUserName: 'gh_demo00000001', FromUserName: 'oDemoUser0000000000000000001', CreateTime: 1_760_000_000 },
    ...{ MsgType: 'text', Content: '人工', MsgId: 7_000_000_000_000_001 },
  })
  const envelope = () => {
    const sealed = crypto.seal(pushed, { timestamp: '1760000001', nonce: 'n' })
    const verdict = verify({
      account: { ...accountIn('safe'), kind: 'mini' },
      query: { timestamp: '1760000001', nonce: 'n', msg_signature: sealed.signature },
      body: Buffer.from(JSON.stringify({ Encrypt: sealed.encrypt })),
      now,
      windowMs: 1000,
    })
    if (!verdict.ok) throw new Error(verdict.why)
    return verdict.envelope
  }
  const said = (mode: 'plain' | 'safe') =>
    passiveReply({
      ...{ account: accountIn(mode), envelope: envelope(), now, nonce: 'nonce' },
      reply: { form: 'agent', agent: null },
    })
  const handed = {
    ...{ ToUserName: 'oDemoUser0000000000000000001', FromUserName: 'gh_demo00000001', CreateTime: 1_760_000_001 },
    MsgType: 'transfer_customer_service',
  }

  it('is JSON, with the addresses swapped', () => {
    expect(said('plain').contentType).toBe('application/json')
    expect(JSON.parse(said('plain').text)).toEqual(handed)
  })

  it('is sealed unless the account speaks plainly', () => {
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = JSON.parse(said('safe').text)
    expect(crypto.signatureMatches(MsgSignature, `${TimeStamp}`, Nonce, Encrypt)).toBe(true)
    const opened = crypto.open(Encrypt)
    expect(opened.ok && JSON.parse(opened.text)).toEqual(handed)
  })
})
