import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { Platforms } from '../../server/channels/contract.ts'
import { channelNamed, createChannels, ledgerOf, reachThrough, summaryOf } from '../../server/channels/deliver.ts'
import { channelKinds } from '../../server/channels/kinds/index.gen.ts'
import { reachRows } from '../../server/channels/reach-rows.ts'
import { createPlatform } from '../../server/platforms/call.ts'
import { NotConnected } from '../../server/platforms/errors.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { errcodes as mini } from '../../server/platforms/wechat-mini/errcodes.ts'
import { messageCustomSend } from '../../server/platforms/wechat-oa/api/message-custom-send.ts'
import { messageCustomTyping } from '../../server/platforms/wechat-oa/api/message-custom-typing.ts'
import { messageTemplateSend } from '../../server/platforms/wechat-oa/api/message-template-send.ts'
import { errcodes as oa } from '../../server/platforms/wechat-oa/errcodes.ts'
import { externalContactAddMomentTask } from '../../server/platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactGetCorpTagList } from '../../server/platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { messageSend } from '../../server/platforms/wecom/api/message-send.ts'
import { errcodes as wecom } from '../../server/platforms/wecom/errcodes.ts'
import { ReceiptName } from '../../shared/api/journeys.ts'
import { identityKey } from '../../shared/contact.ts'
import { EventId } from '../../shared/ids.ts'
import { quotaWindow } from '../../shared/quota-window.ts'
import { aContact } from '../builders/person.ts'
import { type FakePlatform, startFakePlatform } from '../fakes/platform.ts'
import type { PlatformSample, ProviderSample } from './channel-sample.ts'
import { card } from './channels/wecom-app.ts'
import { nothingSetUp } from './senders.ts'

const now = new Date('2026-03-01T08:00:00Z')
const follower = { appId: 'wx1', openId: 'o1' }
type Read = { sample: PlatformSample | ProviderSample }
const samples: Record<string, PlatformSample | ProviderSample> = Object.fromEntries(
  await Promise.all(
    channelKinds.map(async ({ name }) => {
      const { sample }: Read = await import(`./channels/${name}.ts`)
      return [name, sample] as const
    }),
  ),
)
const overPlatforms = Object.entries(samples).flatMap(([name, sample]) => ('api' in sample ? [{ name, sample }] : []))

let fake: FakePlatform
let http: HttpTransport
let platforms: Platforms
beforeAll(async () => {
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url, timeoutMs: 10_000 })
  const tokens = { current: async () => 'T', renew: async () => 'T2' }
  const client = (errcodes: typeof oa) =>
    createPlatform({ transport: http.send, tokens, errcodes, quota: null, pause: async () => undefined })
  platforms = {
    oa: async (appId) => ({ appId, platform: client(oa) }),
    mini: async (appId) => ({ appId, platform: client(mini) }),
    wecom: async () => ({ corpId: 'ww1', agentId: '1000002', platform: client(wecom) }),
    wecomApp: async () => ({ corpId: 'ww1', agentId: '1000002', platform: client(wecom) }),
    wechaty: () => Promise.reject(new NotConnected('个人微信号')),
    held: { answer: async () => 'nobody' },
    ...nothingSetUp,
  }
})
afterAll(async () => {
  await http.close()
  await fake.close()
})
beforeEach(() => {
  fake.seen.length = 0
})

describe.each(channelKinds)(
  '$name',
  ({ name, label, reachable, window, quota, perPerson, cost, receipts, account }) => {
    const sample = samples[name]!

    it('is named like its file, has Chinese words for people, and a sample here', () => {
      const files = readdirSync(new URL('../../server/channels/kinds/', import.meta.url))
      expect(files).toContain(`${name}.ts`)
      expect(sample).toBeDefined()
      expect('api' in sample).toBe(account !== null)
      expect(summaryOf(name, sample.content).length).toBeGreaterThan(0)
      expect(summaryOf(name, { no: 'content' })).toBe(label)
    })

    it('declares what a manager and the relay must know before it sends', () => {
      for (const words of [label, reachable, ...(window === null ? [] : [window])]) {
        expect(words).toMatch(/[\u4e00-\u9fff]/)
        expect(words).not.toMatch(/[。.]$/)
      }
      const books: ({ api: string } | null)[] = [quota]
      for (const book of books) if (book) expect(book.api).toMatch(/^\/cgi-bin\//)
      const limits: ({ most: number } | null)[] = [perPerson]
      for (const limit of limits) if (limit) expect(limit.most).toBeGreaterThan(0)
      for (const limit of channelNamed(name)?.perAddressee?.limits ?? []) expect(limit.most).toBeGreaterThan(0)
      const prices: (number | null)[] = [cost]
      for (const price of prices) if (price !== null) expect(price).toBeGreaterThan(0)
      expect([...receipts]).toEqual(ReceiptName.options.filter((one) => (receipts as readonly string[]).includes(one)))
    })

    it('refuses a content or an address it cannot read, without a call', async () => {
      const channels = createChannels({ ...platforms, ...('through' in sample && sample.through) })
      const parcel = { channel: name, content: sample.content, address: sample.address, key: 'k', now, marketing: true }
      const nothing = Object.keys(sample.content as object).length === 0 ? null : {}
      expect(await channels.deliver({ ...parcel, content: nothing })).toMatchObject({ kind: 'refused' })
      expect(await channels.deliver({ ...parcel, address: null })).toMatchObject({ kind: 'refused' })
      expect(fake.seen).toEqual([])
    })
  },
)

describe.each(overPlatforms)('$name through a connected account', ({ name, sample }) => {
  /** Of a call for several people all have the same fate, as here the platform speaks of nobody by name. */
  const deliver = async (more: object = {}, { key = 'en_1:2:0', content = sample.content } = {}) => {
    const channels = createChannels({ ...platforms, ...more })
    const parcel = { channel: name, content, key, now, marketing: true }
    const [first, ...others] = sample.others
      ? await channels.deliverTogether({ ...parcel, addresses: [sample.address, ...sample.others] })
      : [await channels.deliver({ ...parcel, address: sample.address })]
    for (const other of others) expect(other).toEqual(first)
    return first
  }
  const accepts = () => fake.on(sample.api, () => ({ errcode: 0, errmsg: 'ok', ...sample.reply }))

  it('sends what the platform expects, and gives its receipt', async () => {
    accepts()
    expect(await deliver()).toMatchObject({ kind: sample.leaves ?? 'sent', receipt: sample.receipt })
    expect(fake.seen).toHaveLength(1)
    expect(fake.seen[0]?.input).toMatchObject(sample.sent)
  })

  test.each((sample.forms ?? []).map((form) => [JSON.stringify(form.content).slice(0, 60), form] as const))(
    'sends the form %s',
    async (_name, { content, sent }) => {
      accepts()
      expect(await deliver({}, { content })).toMatchObject({ kind: sample.leaves ?? 'sent' })
      expect(fake.callsOf(sample.api)[0]?.input).toMatchObject(sent)
      expect(summaryOf(name, content)).toMatch(/\S/)
    },
  )

  test.each([
    'renew-token',
    'retry-soon',
    'wait-minute',
    'wait-day',
    'not-reachable',
    'window-closed',
    'fix-setup',
  ] as const)('a refusal of the sort %s becomes a fate', async (remedy) => {
    const table = { oa, mini, wecom }[channelNamed(name)?.account ?? 'oa']
    const code = Number(Object.keys(table).find((errcode) => table[Number(errcode)]?.remedy === remedy) ?? 999_999)
    fake.on(sample.api, () => ({ errcode: code, errmsg: 'no' }))
    const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    const fates = {
      'renew-token': { kind: 'refused' },
      'retry-soon': { kind: 'later', at: inMinutes(1), why: 'busy' },
      'wait-minute': { kind: 'later', at: inMinutes(1), why: 'quota' },
      'wait-day':
        code === 999_999 ? { kind: 'refused' } : { kind: 'later', at: quotaWindow('day', now).end, why: 'quota' },
      'not-reachable': { kind: 'skipped', why: 'not-reachable' },
      'window-closed': { kind: 'skipped', why: 'window-closed' },
      'fix-setup': { kind: 'refused' },
    }
    expect(await deliver()).toMatchObject(fates[remedy])
  })

  it('[invariant 4] that left without an answer becomes unknown; only a keyed call is ever made twice', async () => {
    const times = sample.api.repeat === 'unsafe' ? 1 : 3
    for (let index = 0; index < times; index += 1) fake.fail('hang-up')
    expect(await deliver()).toMatchObject({ kind: 'unknown' })
    expect(fake.callsOf(sample.api)).toHaveLength(times)
    if (channelNamed(name)?.repeat === 'unsafe') expect(times).toBe(1)
  })

  it('answered in an unknown way may have gone out: unknown as well', async () => {
    fake.fail('not-json')
    expect(await deliver()).toMatchObject({ kind: 'unknown' })
  })

  it('without a connected account is refused with the reason, and a bug is thrown on', async () => {
    const none = {
      oa: () => Promise.reject(new NotConnected('公众号')),
      mini: () => Promise.reject(new NotConnected('小程序')),
      wecom: () => Promise.reject(new NotConnected('企业微信')),
      wecomApp: () => Promise.reject(new NotConnected('企业微信')),
    }
    expect(await deliver(none)).toMatchObject({ kind: 'refused', why: expect.stringContaining('没有连接') })
    const broken = {
      oa: () => Promise.reject(new TypeError('bug')),
      mini: () => Promise.reject(new TypeError('bug')),
      wecom: () => Promise.reject(new TypeError('bug')),
      wecomApp: () => Promise.reject(new TypeError('bug')),
    }
    await expect(deliver(broken)).rejects.toThrow('bug')
  })
})

describe('limits', () => {
  const textCard = (url: string) => ({ form: 'text-card', title: '标题', description: '内容', url })
  const ok = (channel: string, content: unknown) => channelNamed(channel)?.content.safeParse(content).success
  test.each([
    ['a thing of 20 characters', 'oa-template', { templateId: 't', fields: { thing1: '字'.repeat(20) } }, true],
    ['a thing of 21 characters', 'oa-template', { templateId: 't', fields: { thing1: '字'.repeat(21) } }, false],
    ['a phrase of 6 characters', 'oa-template', { templateId: 't', fields: { phrase1: '字'.repeat(6) } }, false],
    ['a line break in a field', 'oa-template', { templateId: 't', fields: { thing1: 'a\nb' } }, false],
    ['an empty field', 'oa-template', { templateId: 't', fields: { thing1: ' ' } }, false],
    ['a reply of 2048 bytes', 'oa-reply', { text: `${'字'.repeat(682)}ab` }, true],
    ['a reply of 2049 bytes', 'oa-reply', { text: '字'.repeat(683) }, false],
    [
      'a card with seven buttons',
      'wecom-app',
      { ...card, buttons: Array.from({ length: 7 }, (_, index) => ({ key: `${index}`, text: '按' })) },
      false,
    ],
    ['a card without button and link', 'wecom-app', { ...card, buttons: [], url: undefined }, false],
    ['a task with a strange character', 'wecom-app', { ...card, task: 'al/1' }, false],
    ['a notice title of four emojis', 'wecom-app', { form: 'mini-notice', appId: 'wx2', title: '😀😀😀😀' }, true],
    ['a notice title of three', 'wecom-app', { form: 'mini-notice', appId: 'wx2', title: '😀😀😀' }, false],
    [
      'a text card whose address has 2049 bytes',
      'wecom-app',
      textCard(`https://example.com/${'a'.repeat(2029)}`),
      false,
    ],
    ['one whose address has 2048', 'wecom-app', textCard(`https://example.com/${'a'.repeat(2028)}`), true],
    [
      'a button whose key has 1026 bytes',
      'wecom-app',
      { ...card, buttons: [{ key: '键'.repeat(342), text: '按' }] },
      false,
    ],
    ['a moment of 2000 characters', 'wecom-moment', { form: 'text', text: '🍂'.repeat(2000) }, true],
    ['a moment of 2001 characters', 'wecom-moment', { form: 'text', text: '🍂'.repeat(2001) }, false],
    ['a moment of nine pictures', 'wecom-moment', { form: 'pictures', pictures: Array(9).fill('m') }, true],
    ['a moment of ten pictures', 'wecom-moment', { form: 'pictures', pictures: Array(10).fill('m') }, false],
    ['a moment that calls somebody by name', 'wecom-moment', { form: 'text', text: '你好 {{name}}' }, false],
    ['a moment that leads nowhere', 'wecom-moment', { form: 'link', url: '门店', cover: 'm' }, false],
  ])('%s', (_what, channel, content, fits) => {
    expect(ok(channel, content)).toBe(fits)
  })
})

describe('special cases', () => {
  const parcel = (channel: string, key = 'k') => ({
    channel,
    content: samples[channel]!.content,
    address: samples[channel]!.address,
    key,
    now,
    marketing: true,
  })

  it('the same effect always carries the same client_msg_id, another effect another', async () => {
    fake.on(messageTemplateSend, () => ({ msgid: 1 }))
    for (const key of ['a', 'a', 'b']) await createChannels(platforms).deliver(parcel('oa-template', key))
    const ids = fake.seen.map(({ input }) => input.client_msg_id)
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe(ids[2])
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  it('a passive reply leaves on the held callback and makes no call', async () => {
    const said: unknown[] = []
    const held = {
      answer: async (to: unknown, reply: unknown) => {
        said.push([to, reply])
        return 'answered' as const
      },
    }
    expect(await createChannels({ ...platforms, held }).deliver(parcel('oa-reply'))).toEqual({
      kind: 'sent',
      receipt: 'passive',
    })
    expect(said).toEqual([[follower, { form: 'text', text: '收到' }]])
    expect(fake.seen).toEqual([])
  })

  it.each([
    ['answered', { kind: 'sent', receipt: null }],
    ['lost', { kind: 'unknown' }],
    ['nobody', { kind: 'skipped', why: 'expired', says: '没有来得及在对方发来消息后几秒内转给人工客服' }],
  ] as const)('a chat of a mini-program is handed over on the held callback: %s', async (fate, expected) => {
    const said: unknown[] = []
    const held = {
      async answer(...given: unknown[]) {
        said.push(given)
        return fate
      },
    }
    expect(await createChannels({ ...platforms, held }).deliver(parcel('mini-handover'))).toMatchObject(expected)
    expect(said).toEqual([
      [
        { appId: 'wx2', openId: 'o2' },
        { form: 'agent', agent: null },
      ],
    ])
    expect(fake.seen).toEqual([])
  })

  it('a passive reply whose connection broke is unknown and not said again', async () => {
    const held = { answer: async () => 'lost' as const }
    expect(await createChannels({ ...platforms, held }).deliver(parcel('oa-reply'))).toMatchObject({ kind: 'unknown' })
    expect(fake.seen).toEqual([])
  })

  describe('a customer-service message that shows it is being written', () => {
    const typing = { ...parcel('oa-customer-service'), content: { form: 'text', text: '稍等', typing: true } }
    const order = () => fake.seen.map(({ api }) => api.split('/').at(-1))
    beforeEach(() => fake.on(messageCustomSend, () => ({})))

    it('says so before it leaves, and leaves a moment to see it', async () => {
      const seen: unknown[] = []
      fake.on(messageCustomTyping, () => ({}))
      const pause = async (ms: number) => void seen.push([ms, ...order()])
      expect(await createChannels({ ...platforms, pause }).deliver(typing)).toEqual({ kind: 'sent', receipt: null })
      expect(order()).toEqual(['typing', 'send'])
      expect(fake.seen[0]?.input).toEqual({ touser: 'o1', command: 'Typing' })
      expect(seen).toEqual([[1500, 'typing']])
    })

    it.each([
      ['the person did nothing for a while', { errcode: 45080, errmsg: 'no interaction' }],
      ['the account has no right to it', { errcode: 48001, errmsg: 'api unauthorized' }],
      ['the day’s calls are used up', { errcode: 45009, errmsg: 'reach max api daily quota limit' }],
      ['nothing sensible is answered', [] as never],
    ])('leaves at once when %s', async (_name, answer) => {
      fake.on(messageCustomTyping, () => answer)
      const pause = () => Promise.reject(new Error('nothing to see'))
      expect(await createChannels({ ...platforms, pause }).deliver(typing)).toMatchObject({ kind: 'sent' })
      expect(order()).toEqual(['typing', 'send'])
    })

    it('leaves when no answer comes', async () => {
      fake.fail('hang-up', 'hang-up', 'hang-up')
      expect(await createChannels(platforms).deliver(typing)).toMatchObject({ kind: 'sent' })
      expect(order()).toEqual(['typing', 'typing', 'typing', 'send'])
    })
  })

  describe('a moment for customers with a tag', () => {
    const tagged = {
      ...parcel('wecom-moment'),
      content: { form: 'text', text: '会员日', visibleTo: ['金卡', '银卡'] },
    }
    const group = (id: string, ...tag: object[]) => ({ group_id: id, group_name: id, tag })
    beforeEach(() => fake.on(externalContactAddMomentTask, () => ({ jobid: 'job1' })))

    it('names the tags as the platform does, in every group that has one of the name', async () => {
      fake.on(externalContactGetCorpTagList, () => ({
        tag_group: [
          group('等级', { id: 'et1', name: '金卡' }, { id: 'et2', name: '银卡' }, { id: 'et3', name: '普通' }),
          group('门店', { id: 'et4', name: '金卡' }, { id: 'et5', name: '银卡', deleted: true }),
        ],
      }))
      expect(await createChannels(platforms).deliver(tagged)).toEqual({ kind: 'handed', receipt: 'job1' })
      expect(fake.callsOf(externalContactAddMomentTask)[0]?.input.visible_range).toEqual({
        sender_list: { user_list: ['zhangsan'] },
        external_contact_list: { tag_list: ['et1', 'et2', 'et4'] },
      })
    })

    it('is not published to everybody when the company has no such tag', async () => {
      fake.on(externalContactGetCorpTagList, () => ({ tag_group: [group('等级', { id: 'et1', name: '金卡' })] }))
      const refused = { kind: 'refused', why: '企业微信里没有标签「银卡」' }
      expect(await createChannels(platforms).deliver(tagged)).toEqual(refused)
      expect(fake.callsOf(externalContactAddMomentTask)).toEqual([])
    })

    it('surely has not left when the tags could not be read, and is tried again', async () => {
      fake.fail('hang-up', 'hang-up', 'hang-up')
      expect(await createChannels(platforms).deliver(tagged)).toMatchObject({ kind: 'later', why: 'busy' })
      expect(fake.callsOf(externalContactAddMomentTask)).toEqual([])
    })
  })

  it('errcode 0 with the receiver among the invalid is not reachable', async () => {
    fake.on(messageSend, () => ({ errcode: 0, msgid: 'm', invaliduser: 'zhangsan' }))
    expect(await createChannels(platforms).deliver(parcel('wecom-app'))).toEqual({
      kind: 'skipped',
      why: 'not-reachable',
    })
  })

  it('the answer of a card carries the code that updates it', async () => {
    fake.on(messageSend, () => ({ errcode: 0, msgid: 'm', response_code: 'rc9' }))
    expect(await createChannels(platforms).deliver(parcel('wecom-app'))).toEqual({
      kind: 'sent',
      receipt: 'm',
      responseCode: 'rc9',
    })
  })
})

test.each([
  ['a subscribe message costs the grant of its template', 'mini-subscribe', null, { kind: 'grant', template: 'T1' }],
  [
    'a customer-service message costs a place in the window',
    'oa-customer-service',
    null,
    { kind: 'window', appId: 'wx1' },
  ],
  ['an instant reply that went as customer service costs one too', 'oa-reply', null, { kind: 'window', appId: 'wx1' }],
  ['an instant reply on the callback itself costs nothing', 'oa-reply', 'passive', null],
  ['a template message costs nothing', 'oa-template', '1', null],
])('%s', (_what, channel, receipt, ledger) => {
  const { content, address } = samples[channel]!
  expect(ledgerOf(channel, { content, address, receipt })).toEqual(ledger)
})

describe('reach', () => {
  const person = () => aContact('ct_1', now)
  const follower = { ok: true, address: { appId: 'wx1', openId: 'oct_1' } }
  const other = { appId: 'wx2', openId: 'o2', following: true, followedAt: now, unfollowedAt: null }
  const tomorrow = new Date(now.getTime() + 86_400_000)
  const usedUp = person().following({ days: 1 }).build()
  usedUp.followings = usedUp.followings.map((one) => ({ ...one, windowLeft: 0 }))
  const twoAccounts = person().following({ days: 1 }).build()
  twoAccounts.followings = [...twoAccounts.followings, { ...other, windowUntil: null, windowLeft: 0 }]
  const leftOne = person().following({ days: 1 }).build()
  leftOne.followings = [
    { ...other, appId: 'wx0', following: false, unfollowedAt: now, windowUntil: tomorrow, windowLeft: 3 },
    ...leftOne.followings,
  ]
  const miniKey = {
    key: identityKey('mini', 'wx9', 'o9'),
    strength: 'platform' as const,
    source: 'mini.session',
    at: now,
  }
  const visitor = person().with({ identities: [miniKey] })
  const door = { event: EventId.parse('ev_1'), account: 'ac_corp', until: new Date(now.getTime() + 20_000) }
  const opened = (at: 'member' | 'desk') =>
    person()
      .with({ greetings: [{ ...door, at, state: 'open', code: 'WC1' }] })
      .build()
  const byCode = { ok: true, address: { account: 'ac_corp', event: 'ev_1', code: 'WC1' }, until: door.until }
  test.each([
    ['who was just added by welcome', 'wecom-welcome', opened('member'), byCode],
    ['who has just come to a desk by its welcome', 'kf-welcome', opened('desk'), byCode],
    ['nobody by the welcome of another door', 'kf-welcome', opened('member'), { ok: false }],
    ['a follower by template', 'oa-template', person().following({ window: 0 }).build(), follower],
    ['the account followed last by template', 'oa-template', twoAccounts, { address: { appId: 'wx2' } }],
    ['the account whose window is open by service message', 'oa-customer-service', twoAccounts, follower],
    ['an account still followed by service message', 'oa-customer-service', leftOne, follower],
    ['nobody after the last place of the window', 'oa-reply', usedUp, { why: '本次互动窗口内的客服消息条数已用完' }],
    ['no stranger to the mini-program', 'mini-subscribe', person().build(), { why: '没有使用过小程序' }],
    [
      'no visitor without a grant',
      'mini-subscribe',
      visitor.with({ grants: { T1: 0 } }).build(),
      { why: '没有可用的小程序订阅授权' },
    ],
    [
      'a visitor who granted one',
      'mini-subscribe',
      visitor.with({ grants: { T1: 1 } }).build(),
      { ok: true, address: { appId: 'wx9', openId: 'o9' } },
    ],
  ])('goes to %s', (_what, channel, contact, expected) => {
    expect(reachThrough(channel, contact, now)).toMatchObject(expected)
  })

  it('by a welcome ends with its code, and is said to whoever looks', () => {
    const why = (at: 'member' | 'desk', seconds: number) =>
      reachRows(opened(at), new Date(now.getTime() + seconds * 1000)).find(({ channel }) => channel === 'wecom-welcome')
    expect(why('member', 19)).toMatchObject({ ok: true, why: null })
    expect(why('member', 20)).toMatchObject({ ok: false, why: expect.stringContaining('超过 20 秒') })
    expect(why('desk', 1)).toMatchObject({ ok: false, why: expect.stringContaining('没有刚添加') })
  })
})
