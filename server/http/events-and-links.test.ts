import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Contact, identityKey } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createPixelCodes } from './pixel-code.ts'
import { createShortLinks } from './short-link.ts'
import { listenForTests, type TestApp } from './test-app.ts'

let line: Incoming[] = []
const acceptEvents = async (incoming: Incoming[]) => {
  line.push(...incoming)
  return { accepted: incoming.length, repeated: 0 }
}
const now = new Date('2026-11-22T02:00:00Z')
const contact = ContactId.parse('ct_1')
const key = identityKey('oa', 'wx1', 'openid-1')
const person = { id: contact, identities: [{ key, strength: 'platform', source: 'oa', at: now }] } as unknown as Contact

const pixels = createPixelCodes('a secret that is only good for tests, nothing else')

let app: TestApp
beforeAll(async () => {
  app = await listenForTests(await freshDatabase(), {
    routes: {
      events: {
        clock: { now: () => now },
        acceptEvents,
        identities: {
          emailKeyOf: () => identityKey('email', 'blind'),
          sealEmail: () => 'sealed',
          sealIdNumber: () => null,
          sealPhone: (text) =>
            /^1\d{10}$/.test(text)
              ? { key: identityKey('phone', 'blind'), phone: { sealed: 'sealed', masked: '139****1234' } }
              : null,
        },
      },
      mailPixel: {
        codes: pixels,
        mailOf: async (effect) => (effect === 'en_1:2:0' ? { channel: 'email', contact } : null),
        acceptEvents,
        clock: { now: () => now },
      },
      links: { clock: { now: () => now }, acceptEvents, getContact: async (id) => (id === contact ? person : null) },
    },
  })
})
afterAll(() => app.close())
beforeEach(() => {
  line = []
})

const bought = {
  id: 'order-1',
  name: 'custom.happened',
  identity: 'oa:wx1:openid-1',
  type: 'order.paid',
  properties: { yuan: 999 },
}
const post = (body: unknown) => app.call('POST', '/api/v1/events', { body, headers: app.bearer })

describe('events by API', () => {
  it('are taken in under the id they were given, now when they do not say when', async () => {
    expect(await (await post(bought)).json()).toEqual({ accepted: 1, repeated: 0, refused: 0, items: [] })
    expect(line).toMatchObject([{ event: { id: 'order-1', at: now, properties: { yuan: 999 } }, claims: [{ key }] }])
  })

  it('name a person by phone in clear; inside it is sealed and indexed', async () => {
    await post([{ ...bought, identity: 'phone:13900001234' }])
    expect(line[0]?.claims).toEqual([{ key: 'phone:blind', strength: 'declared', source: 'api' }])
    expect(JSON.stringify(line)).not.toContain('13900001234')
  })

  it.each([
    ['a name we do not know', { ...bought, name: 'coffee.drunk' }],
    ['a decision of ours', { ...bought, name: 'message.sent', why: 'because' }],
    ['missing fields of its name', { ...bought, properties: undefined }],
    ['an identity of no kind', { ...bought, identity: 'openid-1' }],
    ['a phone number that is none', { ...bought, identity: 'phone:12' }],
    ['a time that has not come', { ...bought, at: '2026-11-22T03:00:00Z' }],
    ['a time long gone', { ...bought, at: '2026-01-01T00:00:00Z' }],
    ['a time that is none', { ...bought, at: 'soon' }],
    ['no id', { ...bought, id: undefined }],
    ['nothing in it', null],
  ])('with %s are named and refused, and the others of the batch are taken in', async (_, body) => {
    expect((await post(body)).status).toBe(400)
    expect(line).toEqual([])
    const answer = await post([body, bought])
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      refused: 1,
      items: [{ index: 0, result: 'refused', problem: expect.any(String) }],
    })
    expect(line).toMatchObject([{ event: { id: 'order-1' } }])
  })

  it.each([
    ['nobody', []],
    ['too many', Array.from({ length: 1001 }, () => bought)],
  ])('of %s in a batch are refused', async (_, body) => {
    expect((await post(body)).status).toBe(400)
    expect(line).toEqual([])
  })

  it('are taken in the order in which they happened, late ones too', async () => {
    const at = (id: string, day: string) => ({ ...bought, id, at: `2026-11-${day}T02:00:00Z` })
    await post([at('b', '21'), at('c', '22'), at('a', '01')])
    expect(line.map(({ event }) => event.id)).toEqual(['a', 'b', 'c'])
  })
})

describe('a tracked link', () => {
  const target = { url: 'https://shop.example/spring?a=1', contact, effect: 'en_1:2:0' }
  const open = (code: string) => app.call('GET', `/t/${code}`)

  it('leads to its address and records whose click it was, once for a double tap', async () => {
    const code = app.links.codeOf(target)
    const answer = await open(code)
    await open(code)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, target.url])
    expect(line[0]).toMatchObject({
      event: { name: 'link.clicked', url: target.url, effect: 'en_1:2:0' },
      contact,
    })
    expect(line[1]?.event.id).toBe(line[0]?.event.id)
  })

  it('of somebody who was deleted still leads there', async () => {
    const answer = await open(app.links.codeOf({ ...target, contact: ContactId.parse('ct_gone') }))
    expect([answer.status, line]).toEqual([302, []])
  })

  it.each([
    ['of another server', () => createShortLinks('x'.repeat(32)).codeOf(target)],
    [
      'with another address under an old signature',
      () =>
        `${Buffer.from('["https://evil.example",null,null]').toString('base64url')}.${app.links.codeOf(target).split('.')[1]}`,
    ],
    ['that is cut short', () => app.links.codeOf(target).slice(0, -1)],
    ['that is noise', () => 'abc'],
  ])('%s leads nowhere', async (_, codeOf) => {
    const answer = await open(codeOf())
    expect([answer.status, answer.headers.get('location')]).toEqual([404, null])
  })

  it('is never made for what is no web address', () => {
    expect(() => app.links.codeOf({ ...target, url: 'javascript:alert(1)' })).toThrow()
  })
})

describe('the picture of a mail', () => {
  const fetched = (code: string) => app.call('GET', `/o/${code}`)

  it('tells that the mail was opened, under one id however often it is fetched', async () => {
    const code = pixels.codeOf('en_1:2:0')
    const answers = [await fetched(code), await fetched(code)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.headers.get('content-type')).toBe('image/gif')
    expect(answers[0]?.headers.get('cache-control')).toBe('no-store')
    expect((await answers[0]?.arrayBuffer())?.byteLength).toBe(42)
    expect(line).toMatchObject([
      { event: { name: 'message.opened', channel: 'email', effect: 'en_1:2:0', at: now }, contact: 'ct_1' },
      { event: { name: 'message.opened' } },
    ])
    expect(new Set(line.map(({ event }) => event.id)).size).toBe(1)
  })

  it('names nobody', () => {
    const [packed = ''] = pixels.codeOf('en_1:2:0').split('.')
    expect(Buffer.from(packed, 'base64url').toString()).toBe('en_1:2:0')
  })

  it('of a mail to somebody who is not known any more is shown and counts nothing', async () => {
    expect((await fetched(pixels.codeOf('en_9:9:9'))).status).toBe(200)
    expect(line).toEqual([])
  })

  it.each([
    ['a code of another secret', createPixelCodes('another secret, just as long as the first one').codeOf('en_1:2:0')],
    ['a changed code', pixels.codeOf('en_1:2:0').replace(/^./, 'A')],
    ['half a code', pixels.codeOf('en_1:2:0').split('.')[0] ?? ''],
    ['a code with more behind it', `${pixels.codeOf('en_1:2:0')}.x`],
  ])('is refused for %s', async (_, code) => {
    expect((await fetched(code)).status).toBe(404)
    expect(line).toEqual([])
  })
})
