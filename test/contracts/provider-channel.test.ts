import { describe, expect, it, test } from 'vitest'
import { channelNamed, createChannels, reachThrough, summaryOf } from '../../server/channels/deliver.ts'
import { channelKinds } from '../../server/channels/kinds/index.gen.ts'
import type { ProviderAnswer } from '../../server/providers/answer.ts'
import { smsParts, smsText } from '../../server/providers/sms/length.ts'
import { identityKey } from '../../shared/contact.ts'
import { aContact } from '../builders/person.ts'
import type { AnsweredSample, PlatformSample, ProviderSample } from './channel-sample.ts'
import { answering, nothingSetUp } from './senders.ts'

const now = new Date('2026-03-01T08:00:00Z')
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const nobody = {
  oa: () => Promise.reject(new Error('not asked')),
  mini: () => Promise.reject(new Error('not asked')),
  wecom: () => Promise.reject(new Error('not asked')),
  wecomApp: () => Promise.reject(new Error('not asked')),
  wechaty: () => Promise.reject(new Error('not asked')),
  held: { answer: async () => 'nobody' as const },
}

const read = await Promise.all(
  channelKinds.map(async ({ name }) => {
    const { sample }: { sample: PlatformSample | ProviderSample | AnsweredSample } = await import(
      `./channels/${name}.ts`
    )
    return 'answering' in sample ? [{ name, sample }] : []
  }),
)
const samples = read.flat()
const sampleOf = (channel: string) => samples.find(({ name }) => name === channel)?.sample

function deliver(channel: string, through: object, more: { content?: unknown; marketing?: boolean } = {}) {
  const { content, address } = sampleOf(channel) ?? {}
  const channels = createChannels({ ...nobody, ...nothingSetUp, ...through })
  return channels.deliver({ channel, content, address, key: 'en_1:2:0', marketing: false, now, ...more })
}

describe.each(samples)('$name', ({ name, sample }) => {
  it('sends, and gives the provider’s receipt', async () => {
    const receipt = sample.answering === null ? null : 'p-1'
    expect(await deliver(name, sample.through)).toEqual({ kind: 'sent', receipt })
  })

  const answers: [ProviderAnswer, object][] = [
    [
      { kind: 'refused', remedy: 'not-reachable', why: '空号' },
      { kind: 'skipped', why: 'not-reachable', says: '空号' },
    ],
    [
      { kind: 'refused', remedy: 'opted-out', why: '已退订' },
      { kind: 'skipped', why: 'opted-out', says: '已退订' },
    ],
    [
      { kind: 'refused', remedy: 'wait-quota', why: '满' },
      { kind: 'later', at: inMinutes(60), why: 'quota' },
    ],
    [
      { kind: 'refused', remedy: 'retry-soon', why: '忙' },
      { kind: 'later', at: inMinutes(1), why: 'busy' },
    ],
    [
      { kind: 'refused', remedy: 'fix-setup', why: '余额不足' },
      { kind: 'refused', why: '余额不足' },
    ],
    [
      { kind: 'silent', mayHaveHappened: false, why: 'x' },
      { kind: 'later', at: inMinutes(1), why: 'busy' },
    ],
  ]
  if (sample.answering !== null) {
    const { answering: set } = sample
    it.each(answers)('an answer %j becomes the fate %j', async (answer, fate) => {
      expect(await deliver(name, set(answer))).toEqual(fate)
    })

    it('[invariant 4] that may have left becomes unknown, unless a repeat does no harm', async () => {
      const fate = await deliver(name, set({ kind: 'silent', mayHaveHappened: true, why: 'reset' }))
      expect(fate.kind).toBe(channelNamed(name)?.repeat === 'safe' ? 'later' : 'unknown')
    })

    it('without a provider is refused in words', async () => {
      const fate = await deliver(name, nothingSetUp)
      expect(fate).toMatchObject({ kind: 'refused', why: expect.stringContaining('还没有') })
    })

    it('holds no phone, mailbox or token in its address, nor in what it says', async () => {
      const hidden = /13800001234|ming@example\.com|token-of-d1/
      for (const [answer] of answers) expect(JSON.stringify(await deliver(name, set(answer)))).not.toMatch(hidden)
      const person = aContact('ct_1', now).with({ phoneMasked: '138****1234' }).build()
      expect(JSON.stringify(reachThrough(name, person, now))).not.toMatch(hidden)
    })
  }
})

describe('an SMS', () => {
  const accepted: ProviderAnswer = { kind: 'accepted', id: null }
  const bodyOf = async (content: unknown, marketing: boolean) => {
    const { platforms, left } = answering(accepted)
    await deliver('sms', platforms, { content, marketing })
    return left.sms[0]
  }

  it('bears its signature, for marketing the way out, and a short address with room around it', async () => {
    const content = { form: 'text', text: '权益到账', url: 'https://example.com/long' }
    const text = '【云杉数据】权益到账 https://w.example/s/Ab3 ，拒收请回复T'
    expect(await bodyOf(content, true)).toEqual({ phone: '13800001234', key: 'en_1:2:0', body: { form: 'text', text } })
    expect(await bodyOf({ form: 'text', text: '验证码 1' }, false)).toMatchObject({
      body: { text: '【云杉数据】验证码 1' },
    })
  })

  it('by template carries the code of the short address in the variable made for it', async () => {
    const content = {
      ...{ form: 'template', templateId: 'SMS_1', params: { name: '王' } },
      ...{ url: 'https://example.com/long', urlParam: 'code' },
    }
    expect(await bodyOf(content, true)).toMatchObject({
      body: { form: 'template', templateId: 'SMS_1', params: { name: '王', code: 'Ab3' } },
    })
  })

  test.each([
    ['a', 1, 1],
    ['字'.repeat(70), 70, 1],
    ['字'.repeat(71), 71, 2],
    ['字'.repeat(134), 134, 2],
    ['字'.repeat(135), 135, 3],
    ['😀'.repeat(35), 70, 1],
  ])('%s counts %i characters in %i parts', (text, characters, parts) => {
    expect(smsParts(text)).toEqual({ characters, parts })
  })

  it('its sentence says when it is paid for more than once', () => {
    expect(smsText({ signName: '某某公司', text: '', marketing: true })).toHaveLength(13)
    expect(summaryOf('sms', { form: 'text', text: '字'.repeat(57) })).toBe(`短信：${'字'.repeat(57)}`)
    expect(summaryOf('sms', { form: 'text', text: '字'.repeat(58) })).toContain('约 2 条计费')
  })
})

it('a marketing mail ends with a link to end it, and names it to mail programs; another does not', async () => {
  const { platforms, left } = answering({ kind: 'accepted', id: null })
  await deliver('email', platforms, { marketing: true })
  await deliver('email', platforms, { marketing: false })
  expect(left.email[0]).toMatchObject({ to: 'ming@example.com', unsubscribe: 'https://w.example/unsubscribe/email' })
  expect(left.email[0]?.html).toContain('href="https://w.example/unsubscribe/email"')
  expect(left.email[1]).toMatchObject({ unsubscribe: null, html: expect.not.stringContaining('unsubscribe') })
})

it('a mail ends with a picture that tells when it is opened, and names neither mailbox nor person', async () => {
  const { platforms, left } = answering({ kind: 'accepted', id: null })
  await deliver('email', platforms, { marketing: false })
  const [mail] = left.email
  const address = /<img src="([^"]+)" width="1"[^>]*>$/.exec(mail?.html ?? '')?.[1] ?? ''
  expect(address).toBe(`https://w.example/o/${mail?.key}`)
  expect(address).not.toMatch(/ming|ct_/)
})

it('devices without the app any more are forgotten', async () => {
  const { platforms, forgotten } = answering({ kind: 'accepted', id: null }, ['d1'])
  await deliver('app-push', platforms)
  expect(forgotten).toEqual(['d1'])
})

it('a webhook tells who, what and which effect', async () => {
  const { platforms, left } = answering({ kind: 'accepted', id: null })
  await deliver('webhook', platforms)
  expect(left.webhook[0]).toMatchObject({ url: 'https://crm.example.com/hook', key: 'en_1:2:0' })
  expect(JSON.parse(left.webhook[0]?.body ?? '')).toEqual({
    ...{ id: 'en_1:2:0', type: 'journey.webhook', at: now.toISOString(), contact: 'ct_1' },
    data: { level: 'gold' },
  })
})

describe('limits', () => {
  const text = (length: number) => ({ form: 'text', text: '字'.repeat(length) })
  const template = { form: 'template', templateId: 'SMS_1' }
  const mail = { subject: '主题', html: '<p>正文</p>' }
  const popup = { title: '标题', text: '内容' }
  test.each([
    ['an SMS of 400 characters', 'sms', text(400), true],
    ['an SMS of 401 characters', 'sms', text(401), false],
    ['an SMS that writes its own signature', 'sms', { form: 'text', text: '【云杉】你好' }, false],
    ['a template with a variable of 35 characters', 'sms', { ...template, params: { a: '字'.repeat(35) } }, true],
    ['a template with a variable of 36 characters', 'sms', { ...template, params: { a: '字'.repeat(36) } }, false],
    ['a template with a link but no variable for it', 'sms', { ...template, url: 'https://e.cn' }, false],
    ['a mail', 'email', mail, true],
    ['a mail whose subject breaks', 'email', { ...mail, subject: 'a\nBcc: x@y.cn' }, false],
    ['a mail with a script', 'email', { ...mail, html: '<script>1</script>' }, false],
    ['a mail with a handler', 'email', { ...mail, html: '<img src=x onerror=1>' }, false],
    ['a mail of 100 KB', 'email', { ...mail, html: 'a'.repeat(102_400) }, true],
    ['a mail over 100 KB', 'email', { ...mail, html: 'a'.repeat(102_401) }, false],
    ['a pop-up', 'popup', popup, true],
    ['a pop-up with a title of 21 characters', 'popup', { ...popup, title: '字'.repeat(21) }, false],
    ['a pop-up that opens no page of ours', 'popup', { ...popup, page: 'javascript:1' }, false],
    ['a pop-up that opens a script', 'popup', { ...popup, url: 'javascript:1' }, false],
    ['a webhook to a file', 'webhook', { url: 'file:///etc/passwd' }, false],
    ['a push of 51 characters', 'app-push', { title: '标题', text: '字'.repeat(51) }, false],
  ])('%s', (_what, channel, content, fits) => {
    expect(channelNamed(channel)?.content.safeParse(content).success).toBe(fits)
  })
})

describe('reach', () => {
  const person = () => aContact('ct_1', now)
  const here = { ok: true, address: { contact: 'ct_1' } }
  const mini = { key: identityKey('mini', 'wx9', 'o9'), strength: 'platform' as const, source: 'mini.login', at: now }
  test.each([
    ['nobody without a phone', 'sms', person().build(), { ok: false, why: '没有手机号' }],
    ['a phone', 'sms', person().with({ phoneMasked: '138****1234' }).build(), here],
    ['nobody without a mailbox', 'email', person().build(), { ok: false, why: '没有邮箱' }],
    [
      'a mailbox',
      'email',
      person()
        .with({ attributes: { email: 'm***@e.cn' } })
        .build(),
      here,
    ],
    ['nobody without the app', 'app-push', person().build(), { ok: false, why: '没有登记过 App 设备' }],
    [
      'an app',
      'app-push',
      person()
        .with({ attributes: { appDevice: 'ios' } })
        .build(),
      here,
    ],
    [
      'no stranger to the mini-program',
      'popup',
      person().build(),
      { ok: false, why: '没有使用过小程序，也没有访问过接入的网页' },
    ],
    [
      'a visitor of the mini-program',
      'popup',
      person()
        .with({ identities: [mini] })
        .build(),
      here,
    ],
    ['everybody by webhook', 'webhook', person().build(), here],
  ])('%s', (_what, channel, contact, expected) => {
    expect(reachThrough(channel, contact, now)).toEqual(expected)
  })
})
