import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { type FakePlatform, startFakePlatform } from '../../test/fakes/platform.ts'
import { createPlatform } from '../platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../platforms/http-transport.ts'
import { messageCustomSend } from '../platforms/wechat-oa/api/message-custom-send.ts'
import { errcodes } from '../platforms/wechat-oa/errcodes.ts'
import { contentProblem } from './content-problem.ts'
import { createChannels } from './deliver.ts'

const now = new Date('2026-03-01T08:00:00Z')
const address = { appId: 'wx1', openId: 'o1' }
let fake: FakePlatform
let http: HttpTransport
let passive: unknown[]
let isHeld: boolean

beforeAll(async () => {
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url })
  fake.on(messageCustomSend, () => ({ errcode: 0 }))
})
afterAll(async () => {
  await http.close()
  await fake.close()
})
beforeEach(() => {
  fake.seen.length = 0
  passive = []
})

function deliver(content: object) {
  const current = async () => 'T'
  const platform = createPlatform({ transport: http.send, errcodes, quota: null, tokens: { current, renew: current } })
  const held = {
    async answer(_to: unknown, reply: unknown) {
      passive.push(reply)
      return isHeld ? ('answered' as const) : ('nobody' as const)
    },
  }
  const platforms = { held, oa: async () => ({ appId: 'wx1', platform }) } as never
  return createChannels(platforms).deliver({ channel: 'oa-reply', content, address, key: 'k', now, marketing: false })
}

const title = { title: '春装', description: '上新' }
const url = 'https://example.com/a'
const articles = [
  { ...title, url },
  { ...title, url },
]
const cases: [string, object, object, object][] = [
  [
    'a text',
    { form: 'text', text: '收到' },
    { form: 'text', text: '收到' },
    { msgtype: 'text', text: { content: '收到' } },
  ],
  [
    'a text without a form, as it was published before there were others',
    { text: '收到' },
    { form: 'text', text: '收到' },
    { msgtype: 'text', text: { content: '收到' } },
  ],
  [
    'a picture',
    { form: 'image', media: 'M' },
    { form: 'image', media: 'M' },
    { msgtype: 'image', image: { media_id: 'M' } },
  ],
  [
    'a sound',
    { form: 'voice', media: 'M' },
    { form: 'voice', media: 'M' },
    { msgtype: 'voice', voice: { media_id: 'M' } },
  ],
  [
    'a film',
    { form: 'video', media: 'M', cover: 'C', ...title },
    { form: 'video', media: 'M', ...title },
    { msgtype: 'video', video: { media_id: 'M', thumb_media_id: 'C', ...title } },
  ],
  [
    'music',
    { form: 'music', ...title, url, cover: 'C' },
    { form: 'music', ...title, url, hqUrl: url, cover: 'C' },
    { msgtype: 'music', music: { ...title, musicurl: url, hqmusicurl: url, thumb_media_id: 'C' } },
  ],
  [
    'articles, of which customer service takes one',
    { form: 'news', articles },
    { form: 'news', articles: articles.map((one) => ({ ...one, picture: '' })) },
    { msgtype: 'news', news: { articles: [{ ...title, url, picurl: '' }] } },
  ],
]

describe.each(cases)('%s', (_what, content, reply, message) => {
  it('leaves on the held callback', async () => {
    isHeld = true
    expect(await deliver(content)).toEqual({ kind: 'sent', receipt: 'passive' })
    expect(passive).toEqual([reply])
    expect(fake.seen).toEqual([])
  })

  it('leaves as customer service when none is held', async () => {
    isHeld = false
    expect(await deliver(content)).toEqual({ kind: 'sent', receipt: null })
    expect(fake.seen.map(({ input }) => input)).toEqual([{ touser: 'o1', ...message }])
  })
})

test('a chat is handed to a person on the callback, or not at all', async () => {
  isHeld = true
  expect(await deliver({ form: 'agent' })).toEqual({ kind: 'sent', receipt: 'passive' })
  isHeld = false
  expect(await deliver({ form: 'agent', agent: 'a@demo' })).toMatchObject({ kind: 'skipped', why: 'expired' })
  expect(passive).toEqual([
    { form: 'agent', agent: null },
    { form: 'agent', agent: 'a@demo' },
  ])
  expect(fake.seen).toEqual([])
})

test.each<[string, object, boolean]>([
  ['a title of 192 bytes', { form: 'news', articles: [{ title: '字'.repeat(64), url }] }, true],
  ['a title of 193 bytes', { form: 'news', articles: [{ title: `${'字'.repeat(64)}a`, url }] }, false],
  ['eight articles', { form: 'news', articles: Array.from({ length: 8 }, () => articles[0]) }, true],
  ['nine articles', { form: 'news', articles: Array.from({ length: 9 }, () => articles[0]) }, false],
  ['no article', { form: 'news', articles: [] }, false],
  ['a film without a cover', { form: 'video', media: 'M', title: '春装' }, false],
  ['a picture without a file', { form: 'image', media: ' ' }, false],
  ['music without an address', { form: 'music', ...title, cover: 'C' }, false],
])('%s', (_what, content, fits) => {
  expect(contentProblem('oa-reply', content) === null).toBe(fits)
})
