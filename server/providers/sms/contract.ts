import type { ProviderAnswer } from '../answer.ts'

/** A free text, or a template the provider has approved with its variables. */
export type SmsBody =
  | { form: 'text'; text: string }
  | { form: 'template'; templateId: string; params: Record<string, string> }
/** `phone` is clear text here and nowhere before. `key` names the message, whoever asks again. */
export type Sms = { phone: string; body: SmsBody; key: string }

/** One delivery report. `id` is what `send` gave; the phone is given because a report may overtake the record of its sending. */
export type SmsReport = { id: string; phone: string; delivered: boolean; reason: string; at: Date | null }
/** What somebody answered to a message. */
export type SmsReply = { phone: string; text: string; id: string; at: Date | null }
export type SmsReports = { reports: readonly SmsReport[]; replies: readonly SmsReply[] }

export type CallbackRequest = { header(name: string): string; query(name: string): string; body: string; now: Date }

export type SmsProvider = {
  name: 'aliyun' | 'tencent' | 'http'
  label: string
  send(sms: Sms): Promise<ProviderAnswer>
  /** Whether a callback comes from the provider; nothing in it is read before. */
  verifies(request: CallbackRequest): boolean
  /** Null for a body that is none of its reports. */
  parse(body: string): SmsReports | null
  /** What the provider takes for "received". */
  acknowledgement: object
}

/** Mainland numbers carry their country in some APIs. */
export const mainland = (phone: string): string | null => (/^1[3-9]\d{9}$/.test(phone) ? phone : null)

/** Reports say when in Beijing time, without saying so. */
export function beijingTime(text: string | undefined): Date | null {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const at = new Date(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at.getTime()) ? null : at
}
