import { z } from 'zod'
import { type ProviderAnswer, type ProviderRemedy, refused, unclear } from '../answer.ts'
import { jsonOrNull } from '../json-or-null.ts'
import type { Post } from '../post.ts'
import { signAcs3 } from './acs3-signature.ts'
import { callbackKeyFits } from './callback-key.ts'
import { beijingTime, type Sms, type SmsProvider, type SmsReports } from './contract.ts'

/**
 * Alibaba Cloud SMS, Dysmsapi 2017-05-25. It sends approved templates only, and is not idempotent: the same request
 * twice is two messages. https://help.aliyun.com/document_detail/419273.html
 */
export type AliyunNeeds = {
  url: string
  accessKeyId: string
  accessKeySecret: string
  signName: string
  callbackKey: string
  post: Post
  nonce(): string
  now(): Date
}

const Reply = z.object({ Code: z.string(), Message: z.string().default(''), BizId: z.string().optional() })

/** Codes about one person or about time; every other means that something must be set up. */
const remedies: Record<string, ProviderRemedy> = {
  'isv.MOBILE_NUMBER_ILLEGAL': 'not-reachable',
  'isv.BUSINESS_LIMIT_CONTROL': 'wait-quota',
  'isv.DAY_LIMIT_CONTROL': 'wait-quota',
  'isv.MONTH_LIMIT_CONTROL': 'wait-quota',
  'Throttling.User': 'retry-soon',
  Throttling: 'retry-soon',
  ServiceUnavailable: 'retry-soon',
}
const words: Record<string, string> = {
  'isv.AMOUNT_NOT_ENOUGH': '短信账户余额不足，请充值',
  'isv.OUT_OF_SERVICE': '短信账户已停机，请充值',
  'isv.SMS_SIGNATURE_ILLEGAL': '短信签名未通过审核，请在服务商后台检查签名',
  'isv.SMS_TEMPLATE_ILLEGAL': '短信模板未通过审核，请在服务商后台检查模板',
  'isv.TEMPLATE_MISSING_PARAMETERS': '短信模板的变量没有填全',
  'isv.TEMPLATE_PARAMS_ILLEGAL': '短信模板的变量不合规',
  'isv.PARAM_LENGTH_LIMIT': '短信模板的变量太长',
  'isv.BLACK_KEY_CONTROL_LIMIT': '短信模板的变量里有服务商禁用的词',
  'isv.MOBILE_NUMBER_ILLEGAL': '手机号无法接收短信',
  'isp.RAM_PERMISSION_DENY': '访问密钥没有发送短信的权限',
  'InvalidAccessKeyId.NotFound': '访问密钥不存在，请检查设置',
  SignatureDoesNotMatch: '访问密钥不正确，请检查设置',
}

const Reports = z.array(
  z.union([
    z.object({
      phone_number: z.string(),
      success: z.boolean(),
      biz_id: z.string(),
      err_code: z.string().default(''),
      err_msg: z.string().default(''),
      report_time: z.string().optional(),
    }),
    z.object({
      phone_number: z.string(),
      content: z.string(),
      send_time: z.string().optional(),
      sequence_id: z.union([z.string(), z.number()]).transform(String),
    }),
  ]),
)

export function aliyunSms(needs: AliyunNeeds): SmsProvider {
  const { host } = new URL(needs.url)
  return {
    name: 'aliyun',
    label: '阿里云短信',
    acknowledgement: { code: 0, msg: '成功' },
    verifies: ({ query }) => callbackKeyFits(query('key'), needs.callbackKey),
    parse: parseReports,

    async send({ phone, body, key }: Sms): Promise<ProviderAnswer> {
      if (body.form === 'text') return refused('fix-setup', '阿里云短信只能按已审核的模板发送，请改用模板')
      const { query, headers } = signAcs3({
        host,
        action: 'SendSms',
        version: '2017-05-25',
        params: {
          PhoneNumbers: phone.replace(/^\+/, ''),
          SignName: needs.signName,
          TemplateCode: body.templateId,
          TemplateParam: JSON.stringify(body.params),
          // At most 256 bytes, given back in the report.
          OutId: key.slice(0, 256),
        },
        accessKeyId: needs.accessKeyId,
        accessKeySecret: needs.accessKeySecret,
        nonce: needs.nonce(),
        date: needs
          .now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
      })
      // This API takes its parameters in the query alone: the number travels in an address, under TLS, which nothing
      // of ours prints.
      const posted = await needs.post({ url: `${needs.url}/?${query}`, headers, body: '' })
      if (posted.kind === 'private') return refused('fix-setup', '短信服务地址不可用')
      if (posted.kind === 'silent') return posted
      return answerOf(posted)
    },
  }
}

function answerOf({ status, body }: { status: number; body: string }): ProviderAnswer {
  const reply = Reply.safeParse(jsonOrNull(body))
  if (!reply.success) return unclear(`HTTP ${status}`)
  const { Code: code, BizId: id } = reply.data
  if (code === 'OK') return { kind: 'accepted', id: id ?? null }
  if (status >= 500 && remedies[code] === undefined) return unclear(`HTTP ${status} ${code}`)
  return refused(remedies[code] ?? 'fix-setup', words[code] ?? `短信服务商拒绝：${code.slice(0, 60)}`)
}

function parseReports(body: string): SmsReports | null {
  const parsed = Reports.safeParse(jsonOrNull(body))
  if (!parsed.success) return null
  return {
    reports: parsed.data.flatMap((one) =>
      'biz_id' in one
        ? [
            {
              id: one.biz_id,
              phone: one.phone_number,
              delivered: one.success,
              reason: one.err_msg || one.err_code,
              at: beijingTime(one.report_time),
            },
          ]
        : [],
    ),
    replies: parsed.data.flatMap((one) =>
      'content' in one
        ? [{ phone: one.phone_number, text: one.content, id: one.sequence_id, at: beijingTime(one.send_time) }]
        : [],
    ),
  }
}
