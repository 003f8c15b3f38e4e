import { createHash } from 'node:crypto'
import nodemailer from 'nodemailer'
import { z } from 'zod'
import { type ProviderAnswer, refused, unclear } from '../answer.ts'
import type { Email, EmailProvider } from './contract.ts'
import { plainTextOf } from './plain-text.ts'

/**
 * E-mail over SMTP. The protocol has no key against repeats: a connection that breaks after the mail was handed over
 * leaves open whether it left. The Message-ID is the same for one effect, so that mailboxes which notice show it once,
 * but nobody promises that: the channel never sends again after silence.
 */
export type SmtpNeeds = {
  /** `smtps://user:password@host:465` or `smtp://…:587`, which then demands STARTTLS. */
  url: string
  /** `云杉数据 <hello@example.com>` */
  from: string
  /** A plain connection is allowed: the sandbox's own server speaks no TLS. */
  insecure: boolean
  timeoutMs?: number
}

const Failure = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  syscall: z.string().optional(),
  message: z.string().optional(),
})

export function smtpEmail({ url, from, insecure, timeoutMs = 20_000 }: SmtpNeeds): EmailProvider {
  const server = new URL(url)
  const secure = server.protocol === 'smtps:'
  const transport = nodemailer.createTransport({
    host: server.hostname,
    port: Number(server.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !insecure,
    ignoreTLS: !secure && insecure,
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    connectionTimeout: Math.min(10_000, timeoutMs),
    greetingTimeout: Math.min(10_000, timeoutMs),
    socketTimeout: timeoutMs,
    // Nothing in a mail makes this server open a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'

  return {
    async send(email) {
      const messageId = `<${createHash('sha256').update(email.key).digest('hex').slice(0, 40)}@${domain}>`
      try {
        await transport.sendMail({
          ...{ from, to: { name: '', address: email.to }, messageId },
          ...{ subject: email.subject, html: email.html, text: plainTextOf(email.html) },
          headers: headersOf(email),
        })
        return { kind: 'accepted', id: messageId }
      } catch (error) {
        return answerOf(Failure.safeParse(error).data ?? {})
      }
    },
    close() {
      transport.close()
    },
  }
}

const headersOf = ({ unsubscribe }: Email): Record<string, string> =>
  unsubscribe === null
    ? {}
    : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

/** Only these say that no connection was made: one that broke is reported alike before and after the mail was handed over. */
const CONNECTING = new Set(['connect', 'getaddrinfo'])
const TLS_TROUBLE = /SSL routines|certificate|wrong version number/

/** An answer may quote the address, so its words are not passed on; its enhanced code says enough (RFC 3463). */
function answerOf({
  code = '',
  command = '',
  responseCode,
  response = '',
  syscall = '',
  message = '',
}: z.infer<typeof Failure>): ProviderAnswer {
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const named = [responseCode, enhanced].filter(Boolean).join(' ')
  if (code === 'EAUTH' || code === 'ENOAUTH') return refused('fix-setup', '邮件服务器不接受用户名或密码，请检查设置')
  if (code === 'ETLS' || TLS_TROUBLE.test(message)) {
    return refused('fix-setup', '邮件服务器没有可用的 TLS 加密，请检查地址和证书')
  }
  if (responseCode === undefined) {
    if (CONNECTING.has(syscall)) return { kind: 'silent', mayHaveHappened: false, why: code }
    return unclear(code || 'no answer')
  }
  if (responseCode >= 400 && responseCode < 500) return refused('retry-soon', `邮件服务器让稍后再试（${named}）`)
  if (code === 'EENVELOPE' && command.startsWith('RCPT')) {
    return refused('not-reachable', `收件服务器拒绝了这个邮箱地址（${named}）`)
  }
  if (command.startsWith('MAIL')) return refused('fix-setup', `邮件服务器不接受发件地址（${named}），请检查设置`)
  return refused('fix-setup', `邮件服务器拒绝了这封邮件（${named}）`)
}
