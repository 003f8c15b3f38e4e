import { randomUUID } from 'node:crypto'
import type { ProviderState, ProviderTest, ProviderTested } from '../../shared/api/providers.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Config } from '../config.ts'
import type { ProviderNeeds } from '../http/routes/providers.ts'
import type { Clock } from '../kit/clock.ts'
import type { ProviderAnswer } from '../providers/answer.ts'
import type { Providers } from '../providers/open-providers.ts'
import { callbackKeyOf } from '../providers/sms/callback-key.ts'
import { smsText } from '../providers/sms/length.ts'
import type { ProviderNewsStore } from '../store/provider-news.ts'

type DeskNeeds = {
  config: Config
  providers: Providers
  news: Pick<ProviderNewsStore, 'all'>
  /** Real messages cost real money: a sandbox's fast clock must not let more of them out. */
  machine: Clock
}

const MINUTE = 60_000
const TESTS_MOST = 5
const TESTS_WITHIN_MS = 10 * MINUTE

const meanings = {
  SMS_PROVIDER: '短信服务商：aliyun、tencent 或 http',
  SMS_SIGN_NAME: '审核通过的短信签名',
  SMS_ACCESS_KEY_ID: '阿里云 AccessKey ID 或腾讯云 SecretId',
  SMS_ACCESS_KEY_SECRET: '对应的密钥；自建网关时是双方共用的签名密钥',
  SMS_APP_ID: '腾讯云短信的 SDKAppID',
  SMS_URL: '自建短信网关的地址',
  SMTP_URL: '邮件服务器，如 smtps://用户名:密码@smtp.example.com:465',
  EMAIL_FROM: '发件人，如 云杉数据 <hello@example.com>',
  EMAIL_WEBHOOK_SECRET: '退信通知的签名密钥，至少 24 位',
  PUSH_URL: '贵司推送服务的地址',
  PUSH_SECRET: '推送请求的签名密钥，至少 24 位',
  WEBHOOK_SECRET: 'Webhook 的签名密钥，至少 24 位',
} as const
type Variable = keyof typeof meanings

const smsVariables: Record<Config['SMS_PROVIDER'], readonly Variable[]> = {
  off: ['SMS_PROVIDER', 'SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_APP_ID', 'SMS_URL'],
  aliyun: ['SMS_PROVIDER', 'SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET'],
  tencent: ['SMS_PROVIDER', 'SMS_SIGN_NAME', 'SMS_ACCESS_KEY_ID', 'SMS_ACCESS_KEY_SECRET', 'SMS_APP_ID'],
  http: ['SMS_PROVIDER', 'SMS_SIGN_NAME', 'SMS_ACCESS_KEY_SECRET', 'SMS_URL'],
}

/** What the administrator sees of providers, and one test message at a time. */
export function createProviderDesk({ config, providers, news, machine }: DeskNeeds): ProviderNeeds {
  let tests: readonly number[] = []

  return {
    async readProviders() {
      const told = await news.all()
      const times = (of: 'sms' | 'email') => ({
        lastReportAt: told.get(of)?.reportAt ?? null,
        lastReplyAt: told.get(of)?.replyAt ?? null,
      })
      const never = { lastReportAt: null, lastReplyAt: null }
      return {
        items: [
          { ...smsState(config, providers), ...times('sms') },
          { ...emailState(config, providers), ...times('email') },
          { ...pushState(config, providers), ...never },
          { ...webhookState(config, providers), ...never },
        ],
      }
    },

    async testProvider(test) {
      countTest()
      return toldOf(await sendTest(test))
    },
  }

  function countTest(): void {
    const now = machine.now().getTime()
    const recent = tests.filter((at) => now - at < TESTS_WITHIN_MS)
    const [oldest] = recent
    if (recent.length >= TESTS_MOST && oldest !== undefined) {
      const retryAfterSeconds = Math.ceil((oldest + TESTS_WITHIN_MS - now) / 1000)
      throw new Refusal({
        ...{ code: 'provider.test-too-often', status: 429 },
        message: `10 分钟内最多发 ${TESTS_MOST} 条测试，请 ${Math.ceil(retryAfterSeconds / 60)} 分钟后再试。`,
        details: { retryAfterSeconds },
      })
    }
    tests = [...recent, now]
  }

  async function sendTest(test: ProviderTest): Promise<ProviderAnswer> {
    const key = `test:${randomUUID()}`
    switch (test.sort) {
      case 'sms':
        return sendSms(test, key)
      case 'email': {
        if (providers.email === null) throw absent('邮件服务器')
        const subject = '微路测试邮件'
        const html = '<p>这是一封测试邮件：收到它说明邮件服务器的设置可用。</p>'
        return providers.email.send({ to: test.address, subject, html, key, unsubscribe: null })
      }
      case 'webhook': {
        if (providers.webhook === null) throw absent('Webhook')
        const body = JSON.stringify({ id: key, type: 'test', at: machine.now() })
        return providers.webhook.send({ url: test.url, body, key })
      }
    }
  }

  async function sendSms(test: Extract<ProviderTest, { sort: 'sms' }>, key: string): Promise<ProviderAnswer> {
    const { sms, signName } = providers
    if (sms === null) throw absent('短信服务商')
    const phone = normalizePhone(test.phone)
    if (phone === null) throw new Refusal({ code: 'provider.bad-number', status: 400, message: '手机号格式不对。' })
    const { templateId = '', params } = test
    if (templateId !== '') return sms.send({ phone, key, body: { form: 'template', templateId, params } })
    const text = smsText({ signName, text: '这是一条测试短信，收到说明短信设置可用', marketing: false })
    return sms.send({ phone, key, body: { form: 'text', text } })
  }
}

const absent = (what: string) =>
  new Refusal({ code: 'provider.absent', status: 409, message: `还没有设置${what}，不能发送测试。` })

function toldOf(answer: ProviderAnswer): ProviderTested {
  switch (answer.kind) {
    case 'accepted':
      return { ok: true, message: '服务商已接受，请在手机或邮箱里确认收到。' }
    case 'refused':
      return { ok: false, message: `服务商没有接受：${answer.why}` }
    case 'silent':
      return {
        ok: false,
        message: `${answer.mayHaveHappened ? '服务商没有应答，不确定是否已送出' : '连接不上服务商'}（${answer.why}）`,
      }
  }
}

type Bare = Omit<ProviderState, 'lastReportAt' | 'lastReplyAt'>
const variablesOf = (config: Config, names: readonly Variable[]): ProviderState['variables'] =>
  names.map((name) => ({
    name,
    meaning: meanings[name],
    set: config[name] !== null && !(name === 'SMS_PROVIDER' && config.SMS_PROVIDER === 'off'),
  }))

function smsState(config: Config, { sms, signName }: Providers): Bare {
  const { SMS_PROVIDER: name, SMS_REGION: region } = config
  const facts = [
    { label: '签名', value: `【${signName}】` },
    ...(name === 'tencent' ? [{ label: '地域', value: region }] : []),
    ...(name === 'http' ? [{ label: '网关', value: hostOf(config.SMS_URL) }] : []),
  ]
  return {
    ...{ sort: 'sms', label: sms?.label ?? null, facts: sms === null ? [] : facts },
    variables: variablesOf(config, smsVariables[name]),
    callbacks: sms === null ? [] : smsCallbacks(config),
    test: sms === null ? null : name === 'http' ? 'phone' : 'phone-template',
  }
}

/** Reports and answers come to one address; the two clouds' consoles ask for it twice, under names of their own. */
function smsCallbacks({ PUBLIC_URL, SECRET_KEY, SMS_PROVIDER: name }: Config): ProviderState['callbacks'] {
  const address = `${PUBLIC_URL}/callbacks/sms/${name}`
  const keyed = `${address}?key=${callbackKeyOf(SECRET_KEY, name)}`
  switch (name) {
    case 'aliyun':
      return [
        { label: '阿里云「短信回执接收地址」（SmsReport，HTTP 批量推送）', address: keyed },
        { label: '阿里云「短信上行消息接收地址」（SmsUp，HTTP 批量推送）', address: keyed },
      ]
    case 'tencent':
      return [
        { label: '腾讯云「短信下发状态通知」回调地址', address: keyed },
        { label: '腾讯云「短信回复通知」回调地址', address: keyed },
      ]
    case 'http':
      return [{ label: '网关上报回执和回复的地址（请求带签名）', address }]
    case 'off':
      return []
  }
}

function emailState(config: Config, { email }: Providers): Bare {
  const { SMTP_URL, EMAIL_FROM, EMAIL_WEBHOOK_SECRET, PUBLIC_URL } = config
  const facts = [
    { label: '服务器', value: hostOf(SMTP_URL) },
    { label: '发件人', value: EMAIL_FROM ?? '' },
  ]
  const bounces = [{ label: '退信通知地址（请求带签名）', address: `${PUBLIC_URL}/callbacks/email/bounces` }]
  return {
    ...{ sort: 'email', label: email === null ? null : 'SMTP 邮件', facts: email === null ? [] : facts },
    variables: variablesOf(config, ['SMTP_URL', 'EMAIL_FROM', 'EMAIL_WEBHOOK_SECRET']),
    callbacks: EMAIL_WEBHOOK_SECRET === null ? [] : bounces,
    test: email === null ? null : 'email',
  }
}

function pushState(config: Config, { push }: Providers): Bare {
  return {
    ...{ sort: 'push', label: push === null ? null : '贵司的推送服务' },
    facts: push === null ? [] : [{ label: '地址', value: hostOf(config.PUSH_URL) }],
    variables: variablesOf(config, ['PUSH_URL', 'PUSH_SECRET']),
    ...{ callbacks: [], test: null },
  }
}

function webhookState(config: Config, { webhook }: Providers): Bare {
  return {
    ...{ sort: 'webhook', label: webhook === null ? null : '签名的 HTTP 请求', facts: [] },
    variables: variablesOf(config, ['WEBHOOK_SECRET']),
    ...{ callbacks: [], test: webhook === null ? null : 'url' },
  }
}

/** Of an address that may hold a name and a password, the place alone. */
function hostOf(address: string | null): string {
  return address !== null && URL.canParse(address) ? new URL(address).host : ''
}
