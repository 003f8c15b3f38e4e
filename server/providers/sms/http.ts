import { z } from 'zod'
import { answerOfStatus } from '../answer-of-status.ts'
import { jsonOrNull } from '../json-or-null.ts'
import type { Post } from '../post.ts'
import { signatureHolds, signedHeaders } from '../signed-json.ts'
import type { Sms, SmsProvider, SmsReports } from './contract.ts'

/**
 * Any SMS gateway behind a small server of one's own: signed JSON there, signed JSON with reports and answers back.
 * `id` names the message, and a server that has seen it answers as it did the first time.
 */
export type HttpSmsNeeds = {
  url: string
  secret: string
  signName: string
  post: Post
  now(): Date
}

const Reports = z.object({
  reports: z
    .array(
      z.object({
        id: z.string().max(200),
        phone: z.string().max(20),
        delivered: z.boolean(),
        reason: z.string().max(200).default(''),
        at: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .max(1000)
    .default([]),
  replies: z
    .array(
      z.object({
        id: z.string().max(200),
        phone: z.string().max(20),
        text: z.string().max(1000),
        at: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .max(1000)
    .default([]),
})

export function httpSms(needs: HttpSmsNeeds): SmsProvider {
  return {
    name: 'http',
    label: '短信网关',
    acknowledgement: { ok: true },
    verifies: ({ header, body, now }) => signatureHolds({ secret: needs.secret, header, body, now }),

    parse(body): SmsReports | null {
      const parsed = Reports.safeParse(jsonOrNull(body))
      if (!parsed.success) return null
      const timed = <T extends { at?: string | undefined }>({ at, ...rest }: T) => ({
        ...rest,
        at: at === undefined ? null : new Date(at),
      })
      return { reports: parsed.data.reports.map(timed), replies: parsed.data.replies.map(timed) }
    },

    async send({ phone, body, key }: Sms) {
      const text = JSON.stringify({ id: key, phone, signName: needs.signName, ...body })
      const headers = signedHeaders({ secret: needs.secret, id: key, body: text, now: needs.now() })
      return answerOfStatus(await needs.post({ url: needs.url, headers, body: text }), '短信网关')
    },
  }
}
