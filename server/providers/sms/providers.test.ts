import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { createPost } from '../post.ts'
import { signatureHolds, signedHeaders } from '../signed-json.ts'
import { startTestServer, type TestServer } from '../test-server.ts'
import { aliyunSms } from './aliyun.ts'
import type { SmsProvider } from './contract.ts'
import { httpSms } from './http.ts'
import { tencentSms } from './tencent.ts'

const PHONE = '13800001234'
const now = new Date('2026-03-01T08:00:00Z')
const template = { form: 'template' as const, templateId: 'SMS_1', params: { name: '王', code: 'a b' } }

let server: TestServer
let poster: ReturnType<typeof createPost>
const at = (path = '') => `${server.url}${path}`
const shared = () => ({ signName: '云杉', callbackKey: 'k'.repeat(32), post: poster.post, now: () => now })
const aliyun = (url = at()): SmsProvider =>
  aliyunSms({ ...shared(), url, accessKeyId: 'AK', accessKeySecret: 'AS', nonce: () => 'n1' })
const tencent = (url = at()): SmsProvider =>
  tencentSms({ ...shared(), url, secretId: 'SI', secretKey: 'SK', sdkAppId: '1400', region: 'ap-guangzhou' })
const SECRET = 'a shared secret of the gateway'
const http = (url = at('/sms')): SmsProvider => httpSms({ ...shared(), url, secret: SECRET })
beforeAll(async () => {
  server = await startTestServer()
  poster = createPost({ publicOnly: false })
})
afterAll(async () => {
  await poster.close()
  await server.close()
})
beforeEach(() => {
  server.asked.length = 0
  server.answers.length = 0
})
const json = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body) })
const sms = { phone: PHONE, body: template, key: 'en_1:2:0' }

describe('Alibaba Cloud', () => {
  it('is asked for SendSms with template, signature and our own id, signed', async () => {
    server.answers.push(json({ Code: 'OK', Message: 'OK', BizId: '9006^0', RequestId: 'R' }))
    expect(await aliyun().send(sms)).toEqual({ kind: 'accepted', id: '9006^0' })
    const [asked] = server.asked
    const query = new URL(asked?.path ?? '', server.url).searchParams
    expect(Object.fromEntries(query)).toEqual({
      PhoneNumbers: PHONE,
      SignName: '云杉',
      TemplateCode: 'SMS_1',
      TemplateParam: '{"name":"王","code":"a b"}',
      OutId: 'en_1:2:0',
    })
    expect(asked?.headers).toMatchObject({
      'x-acs-action': 'SendSms',
      'x-acs-version': '2017-05-25',
      'x-acs-date': '2026-03-01T08:00:00Z',
      authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=AK,/),
    })
  })

  test.each([
    ['isv.MOBILE_NUMBER_ILLEGAL', 'not-reachable'],
    ['isv.BUSINESS_LIMIT_CONTROL', 'wait-quota'],
    ['Throttling.User', 'retry-soon'],
    ['isv.AMOUNT_NOT_ENOUGH', 'fix-setup'],
    ['isv.SMS_TEMPLATE_ILLEGAL', 'fix-setup'],
    ['isv.NEVER_HEARD_OF', 'fix-setup'],
  ])('%s means %s', async (Code, remedy) => {
    server.answers.push(json({ Code, Message: `no ${PHONE}` }))
    const answer = await aliyun().send(sms)
    expect(answer).toMatchObject({ kind: 'refused', remedy, why: expect.stringMatching(/[\u4e00-\u9fff]/) })
    expect(JSON.stringify(answer)).not.toContain(PHONE)
  })

  it('reports and answers come in one list', () => {
    const report = { phone_number: PHONE, success: false, biz_id: '9006^0', err_code: 'MK', err_msg: '空号' }
    const uplink = { phone_number: PHONE, content: 'T', sequence_id: 77, send_time: '2026-03-01 16:00:00' }
    expect(aliyun().parse(JSON.stringify([{ ...report, report_time: '2026-03-01 16:00:03' }, uplink]))).toEqual({
      reports: [{ id: '9006^0', phone: PHONE, delivered: false, reason: '空号', at: new Date('2026-03-01T08:00:03Z') }],
      replies: [{ id: '77', phone: PHONE, text: 'T', at: now }],
    })
  })
})

describe('Tencent Cloud', () => {
  it('is asked for SendSms with numbered parameters and a number with its country, signed', async () => {
    server.answers.push(
      json({ Response: { SendStatusSet: [{ SerialNo: '2019:1', PhoneNumber: '+86x', Fee: 1, Code: 'Ok' }] } }),
    )
    const params = { '10': '十', '2': '二', '1': '一' }
    const body = { form: 'template' as const, templateId: '1110', params }
    expect(await tencent().send({ ...sms, body })).toEqual({ kind: 'accepted', id: '2019:1' })
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      PhoneNumberSet: [`+86${PHONE}`],
      SmsSdkAppId: '1400',
      SignName: '云杉',
      TemplateId: '1110',
      TemplateParamSet: ['一', '二', '十'],
    })
    expect(server.asked[0]?.headers).toMatchObject({
      'x-tc-action': 'SendSms',
      'x-tc-version': '2021-01-11',
      'x-tc-timestamp': '1772352000',
    })
  })

  test.each([
    [{ SendStatusSet: [{ Code: 'FailedOperation.PhoneNumberInBlacklist' }] }, 'opted-out'],
    [{ SendStatusSet: [{ Code: 'LimitExceeded.PhoneNumberDailyLimit' }] }, 'wait-quota'],
    [{ SendStatusSet: [{ Code: 'InvalidParameterValue.IncorrectPhoneNumber' }] }, 'not-reachable'],
    [{ Error: { Code: 'RequestLimitExceeded', Message: '' } }, 'retry-soon'],
    [{ Error: { Code: 'AuthFailure.SignatureFailure', Message: '' } }, 'fix-setup'],
  ])('%j means %s', async (Response, remedy) => {
    server.answers.push(json({ Response }))
    expect(await tencent().send(sms)).toMatchObject({ kind: 'refused', remedy })
  })

  it('a fault inside leaves open whether it left', async () => {
    server.answers.push(json({ Response: { Error: { Code: 'InternalError.Timeout', Message: '' } } }))
    expect(await tencent().send(sms)).toMatchObject({ kind: 'silent', mayHaveHappened: true })
  })

  it('reports come as a list, an answer alone', () => {
    const report = { sid: '2019:1', mobile: PHONE, nationcode: '86', report_status: 'SUCCESS', errmsg: 'DELIVRD' }
    expect(tencent().parse(JSON.stringify([{ ...report, user_receive_time: '2026-03-01 16:00:00' }]))).toEqual({
      reports: [{ id: '2019:1', phone: PHONE, delivered: true, reason: 'DELIVRD', at: now }],
      replies: [],
    })
    const reply = { mobile: PHONE, nationcode: '86', sign: '云杉', text: '退订', time: 1772352000 }
    expect(tencent().parse(JSON.stringify(reply))?.replies).toMatchObject([{ phone: PHONE, text: '退订', at: now }])
  })
})

describe('a gateway of one’s own', () => {
  it('gets signed JSON under the effect’s id', async () => {
    server.answers.push(json({ id: 'g-1' }))
    const body = { form: 'text' as const, text: '【云杉】你好' }
    expect(await http().send({ phone: PHONE, body, key: 'en_1:2:0' })).toEqual({ kind: 'accepted', id: 'g-1' })
    const [asked] = server.asked
    expect(JSON.parse(asked?.body ?? '')).toEqual({ id: 'en_1:2:0', phone: PHONE, signName: '云杉', ...body })
    const header = (name: string) => String(asked?.headers[name] ?? '')
    expect(header('webhook-id')).toBe('en_1:2:0')
    expect(signatureHolds({ secret: SECRET, header, body: asked?.body ?? '', now })).toBe(true)
  })

  test.each([
    [503, {}, { kind: 'refused', remedy: 'retry-soon' }],
    [429, {}, { kind: 'refused', remedy: 'retry-soon' }],
    [500, {}, { kind: 'silent', mayHaveHappened: true }],
    [401, {}, { kind: 'refused', remedy: 'fix-setup' }],
    [302, {}, { kind: 'refused', remedy: 'fix-setup' }],
    [422, { remedy: 'not-reachable', message: '空号' }, { kind: 'refused', remedy: 'not-reachable', why: '空号' }],
    [422, { remedy: 'opted-out' }, { kind: 'refused', remedy: 'opted-out' }],
  ])('HTTP %i %j is %j', async (status, body, expected) => {
    server.answers.push(json(body, status))
    expect(await http().send(sms)).toMatchObject(expected)
  })

  it('reports are believed with their signature only', () => {
    const reports = [{ id: 'g-1', phone: PHONE, delivered: true }]
    const body = JSON.stringify({ reports, replies: [{ id: 'u-1', phone: PHONE, text: 'TD' }] })
    const headers = signedHeaders({ secret: SECRET, id: 'r-1', body, now })
    const from = (given: Record<string, string>) => (name: string) => given[name] ?? ''
    const asked = { header: from(headers), query: () => '', body, now }
    expect(http().verifies(asked)).toBe(true)
    expect(http().verifies({ ...asked, body: `${body} ` })).toBe(false)
    expect(http().parse(body)).toMatchObject({
      reports: [{ id: 'g-1', delivered: true, reason: '', at: null }],
      replies: [{ id: 'u-1', text: 'TD' }],
    })
  })
})

describe.each([
  ['aliyun', aliyun],
  ['tencent', tencent],
  ['http', http],
])('%s', (name, provider) => {
  it('that hangs up may have sent it, that cannot be reached has not', async () => {
    server.answers.push('hang-up')
    expect(await provider().send(sms)).toMatchObject({ kind: 'silent', mayHaveHappened: true })
    const nobody = 'http://127.0.0.1:9'
    expect(await provider(nobody).send(sms)).toMatchObject({ kind: 'silent', mayHaveHappened: false })
  })

  it('refuses a body that is no report, and a stranger', () => {
    for (const body of ['', '{', '"x"', '{"a":1}', '[{"phone_number":1}]', '[{"sid":1}]'])
      if (!(name === 'http' && body === '{"a":1}')) expect(provider().parse(body)).toBeNull()
    const stranger = { header: () => '', query: () => 'x'.repeat(32), body: '{}', now }
    expect(provider().verifies(stranger)).toBe(false)
  })

  it('sends a free text only where the provider takes one', async () => {
    server.answers.push(json({ id: 'g' }))
    const answer = await provider().send({ ...sms, body: { form: 'text', text: '你好' } })
    expect(answer.kind).toBe(name === 'http' ? 'accepted' : 'refused')
  })
})
