import { expect, it, test } from 'vitest'
import { answering, nothingSetUp } from '../../test/contracts/senders.ts'
import { parseConfig } from '../config.ts'
import type { Providers } from '../providers/open-providers.ts'
import { createProviderDesk } from './provider-desk.ts'

const basic = {
  PUBLIC_URL: 'https://weilu.example.com',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/weilu',
  SECRET_KEY: 'k'.repeat(32),
}
const aliyun = {
  ...{ SMS_PROVIDER: 'aliyun', SMS_SIGN_NAME: '云杉数据' },
  ...{ SMS_ACCESS_KEY_ID: 'an-id-nobody-may-see', SMS_ACCESS_KEY_SECRET: 'a-secret-nobody-may-see' },
}
const mail = { SMTP_URL: 'smtps://ops:a-password@smtp.example.com:465', EMAIL_FROM: '云杉数据 <hello@example.com>' }
const closing = { close: async () => undefined }
const accepted = answering({ kind: 'accepted', id: 'b1' })

function desk(environment: Record<string, string>, providers: Omit<Providers, 'close'> = accepted.platforms.providers) {
  let now = new Date('2026-03-01T08:00:00Z')
  const made = createProviderDesk({
    config: parseConfig({ ...basic, ...environment }),
    providers: { ...providers, ...closing },
    news: { all: async () => new Map([['sms', { _id: 'sms' as const, reportAt: now, replyAt: null }]]) },
    machine: { now: () => now },
  })
  const wait = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000)
  }
  return { ...made, wait }
}
const email = { sort: 'email' as const, address: 'ops@example.com' }

it('says what is set up and never a secret', async () => {
  const { items } = await desk({ ...aliyun, ...mail, WEBHOOK_SECRET: 'w'.repeat(24) }).readProviders()
  const text = JSON.stringify(items)
  for (const secret of ['a-secret-nobody', 'an-id-nobody', 'a-password', 'wwww']) expect(text).not.toContain(secret)
  expect(items.find(({ sort }) => sort === 'email')?.facts).toContainEqual({
    ...{ label: '服务器', value: 'smtp.example.com:465' },
  })
  expect(items.find(({ sort }) => sort === 'sms')?.lastReportAt).toEqual(new Date('2026-03-01T08:00:00Z'))
})

test.each([
  ['aliyun', aliyun, 2],
  ['tencent', { ...aliyun, SMS_PROVIDER: 'tencent', SMS_APP_ID: '1400' }, 2],
])('%s is given the address of both its callbacks, with the key it is known by', async (name, environment, count) => {
  const { items } = await desk(environment).readProviders()
  const addresses = items.find(({ sort }) => sort === 'sms')?.callbacks.map(({ address }) => address) ?? []
  expect(addresses).toHaveLength(count)
  expect(addresses[0]).toMatch(new RegExp(`^https://weilu.example.com/callbacks/sms/${name}\\?key=[\\w-]{32}$`))
  expect(new Set(addresses).size).toBe(1)
})

it('names what to set where nothing is, and can’t be tested', async () => {
  const none = desk({}, nothingSetUp.providers)
  const { items } = await none.readProviders()
  expect(items.map(({ label, test, callbacks }) => [label, test, callbacks])).toEqual(items.map(() => [null, null, []]))
  expect(items.flatMap(({ variables }) => variables.filter(({ set }) => set))).toEqual([])
  expect(items.flatMap(({ variables }) => variables.map(({ name }) => name))).toContain('SMTP_URL')
  await expect(none.testProvider(email)).rejects.toMatchObject({ code: 'provider.absent' })
})

it('sends one test a call, five in ten minutes', async () => {
  const own = desk(mail)
  for (let index = 0; index < 5; index += 1) expect(await own.testProvider(email)).toMatchObject({ ok: true })
  await expect(own.testProvider(email)).rejects.toMatchObject({ status: 429, code: 'provider.test-too-often' })
  own.wait(10)
  expect(await own.testProvider(email)).toMatchObject({ ok: true })
})

test.each([['a number that is none', { sort: 'sms' as const, phone: '12345', params: {} }, 'provider.bad-number']])(
  'refuses %s',
  async (_what, given, code) => {
    await expect(desk(aliyun).testProvider(given)).rejects.toMatchObject({ code })
  },
)

it('tells what the provider said', async () => {
  const refusing = answering({ kind: 'refused', remedy: 'fix-setup', why: '短信账户余额不足，请充值' })
  const { testProvider } = desk(aliyun, refusing.platforms.providers)
  const template = { sort: 'sms' as const, phone: '13800001234', templateId: 'SMS_1', params: { code: '1' } }
  expect(await testProvider(template)).toEqual({ ok: false, message: '服务商没有接受：短信账户余额不足，请充值' })
  expect(refusing.left.sms[0]?.body).toEqual({ form: 'template', templateId: 'SMS_1', params: { code: '1' } })
})
