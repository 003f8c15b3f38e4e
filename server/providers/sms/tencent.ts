import { z } from 'zod'
import { type ProviderAnswer, type ProviderRemedy, refused, unclear } from '../answer.ts'
import { jsonOrNull } from '../json-or-null.ts'
import type { Post } from '../post.ts'
import { callbackKeyFits } from './callback-key.ts'
import { beijingTime, mainland, type Sms, type SmsProvider, type SmsReports } from './contract.ts'
import { signTc3 } from './tc3-signature.ts'

/**
 * Tencent Cloud SMS 2021-01-11. Approved templates only, whose variables are numbered; not idempotent.
 * https://cloud.tencent.com/document/product/382/55981
 */
export type TencentNeeds = {
  url: string
  secretId: string
  secretKey: string
  sdkAppId: string
  region: string
  signName: string
  callbackKey: string
  post: Post
  now(): Date
}

const Reply = z.object({
  Response: z.object({
    Error: z.object({ Code: z.string(), Message: z.string().default('') }).optional(),
    SendStatusSet: z.array(z.object({ SerialNo: z.string().default(''), Code: z.string() })).default([]),
  }),
})

const remedies: Record<string, ProviderRemedy> = {
  'FailedOperation.PhoneNumberInBlacklist': 'opted-out',
  'InvalidParameterValue.IncorrectPhoneNumber': 'not-reachable',
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': 'not-reachable',
  'LimitExceeded.DeliveryFrequencyLimit': 'retry-soon',
  'LimitExceeded.PhoneNumberThirtySecondLimit': 'retry-soon',
  'LimitExceeded.PhoneNumberOneHourLimit': 'wait-quota',
  'LimitExceeded.PhoneNumberDailyLimit': 'wait-quota',
  'LimitExceeded.PhoneNumberSameContentDailyLimit': 'wait-quota',
  'LimitExceeded.AppDailyLimit': 'wait-quota',
  'LimitExceeded.AppMainlandChinaDailyLimit': 'wait-quota',
  RequestLimitExceeded: 'retry-soon',
}
const words: Record<string, string> = {
  'FailedOperation.InsufficientBalanceInSmsPackage': '短信套餐包余量不足，请购买',
  'FailedOperation.SignatureIncorrectOrUnapproved': '短信签名未通过审核，请在服务商后台检查签名',
  'FailedOperation.TemplateIncorrectOrUnapproved': '短信模板未通过审核，请在服务商后台检查模板',
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': '短信模板的变量与审核通过的模板不一致',
  'FailedOperation.ContainSensitiveWord': '短信里有敏感词',
  'FailedOperation.MarketingSendTimeConstraint': '服务商不在夜间发送营销短信',
  'InvalidParameterValue.TemplateParameterLengthLimit': '短信模板的变量太长',
  'InvalidParameterValue.IncorrectPhoneNumber': '手机号无法接收短信',
  'FailedOperation.PhoneNumberInBlacklist': '对方已退订短信',
  'AuthFailure.SecretIdNotFound': '访问密钥不存在，请检查设置',
  'AuthFailure.SignatureFailure': '访问密钥不正确，请检查设置',
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': '短信应用 SDKAppID 不正确，请检查设置',
}

const Report = z.object({
  sid: z.string(),
  mobile: z.string(),
  report_status: z.string(),
  description: z.string().default(''),
  errmsg: z.string().default(''),
  user_receive_time: z.string().optional(),
})
const Answered = z.object({ mobile: z.string(), text: z.string(), time: z.number(), sign: z.string().default('') })

export function tencentSms(needs: TencentNeeds): SmsProvider {
  const { host } = new URL(needs.url)
  return {
    name: 'tencent',
    label: '腾讯云短信',
    acknowledgement: { result: 0, errmsg: 'OK' },
    verifies: ({ query }) => callbackKeyFits(query('key'), needs.callbackKey),
    parse: parseReports,

    async send({ phone, body }: Sms): Promise<ProviderAnswer> {
      if (body.form === 'text') return refused('fix-setup', '腾讯云短信只能按已审核的模板发送，请改用模板')
      const text = JSON.stringify({
        PhoneNumberSet: [mainland(phone) === null ? phone : `+86${phone}`],
        SmsSdkAppId: needs.sdkAppId,
        SignName: needs.signName,
        TemplateId: body.templateId,
        TemplateParamSet: numbered(body.params),
      })
      const signed = signTc3({ ...needs, host, service: 'sms', body: text, now: needs.now() })
      const headers = {
        ...signed,
        'x-tc-action': 'SendSms',
        'x-tc-version': '2021-01-11',
        'x-tc-region': needs.region,
      }
      const posted = await needs.post({ url: `${needs.url}/`, headers, body: text })
      if (posted.kind === 'private') return refused('fix-setup', '短信服务地址不可用')
      if (posted.kind === 'silent') return posted
      return answerOf(posted)
    },
  }
}

/** `{1}`, `{2}` … of the template, in order. */
const numbered = (params: Record<string, string>): string[] =>
  Object.entries(params)
    .sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
    .map(([, value]) => value)

function answerOf({ status, body }: { status: number; body: string }): ProviderAnswer {
  const parsed = Reply.safeParse(jsonOrNull(body))
  if (!parsed.success) return unclear(`HTTP ${status}`)
  const { Error: error, SendStatusSet: statuses } = parsed.data.Response
  const code = error?.Code ?? statuses[0]?.Code
  if (code === undefined) return unclear('the answer names no status')
  if (code === 'Ok') return { kind: 'accepted', id: statuses[0]?.SerialNo || null }
  if (code.startsWith('InternalError')) return unclear(code.slice(0, 80))
  return refused(remedies[code] ?? 'fix-setup', words[code] ?? `短信服务商拒绝：${code.slice(0, 80)}`)
}

/** Reports come as a list, an answer alone. */
function parseReports(body: string): SmsReports | null {
  const json = jsonOrNull(body)
  const reports = z.array(Report).safeParse(json)
  if (reports.success) {
    return {
      reports: reports.data.map((one) => ({
        id: one.sid,
        phone: one.mobile,
        delivered: one.report_status === 'SUCCESS',
        reason: one.description || one.errmsg,
        at: beijingTime(one.user_receive_time),
      })),
      replies: [],
    }
  }
  const reply = Answered.safeParse(json)
  if (!reply.success) return null
  const { mobile, text, time } = reply.data
  return { reports: [], replies: [{ phone: mobile, text, id: `${mobile}:${time}`, at: new Date(time * 1000) }] }
}
