import { randomUUID } from 'node:crypto'
import type { EmailProvider } from './email/contract.ts'
import { smtpEmail } from './email/smtp.ts'
import { createPost } from './post.ts'
import type { PushProvider } from './push/contract.ts'
import { httpPush } from './push/http.ts'
import { aliyunSms } from './sms/aliyun.ts'
import { callbackKeyOf } from './sms/callback-key.ts'
import type { SmsProvider } from './sms/contract.ts'
import { httpSms } from './sms/http.ts'
import { tencentSms } from './sms/tencent.ts'
import { createWebhook, type Webhook } from './webhook.ts'

/** What the environment says of providers; every part of it is optional. */
export type ProviderSettings = {
  SECRET_KEY: string
  SMS_PROVIDER: 'off' | 'aliyun' | 'tencent' | 'http'
  SMS_URL: string | null
  SMS_SIGN_NAME: string | null
  SMS_ACCESS_KEY_ID: string | null
  SMS_ACCESS_KEY_SECRET: string | null
  SMS_APP_ID: string | null
  SMS_REGION: string
  SMTP_URL: string | null
  EMAIL_FROM: string | null
  PUSH_URL: string | null
  PUSH_SECRET: string | null
  WEBHOOK_SECRET: string | null
  /** The sandbox speaks http and lies on this machine. */
  SANDBOX_URL: string | null
}

export type Providers = {
  sms: SmsProvider | null
  signName: string
  email: EmailProvider | null
  push: PushProvider | null
  webhook: Webhook | null
  close(): Promise<void>
}

/** Opens what is set up. Signatures bear the machine's time: the sandbox may run ahead, the other side's clock does not. */
export function openProviders(settings: ProviderSettings, now: () => Date): Providers {
  const insecure = settings.SANDBOX_URL !== null
  const given = createPost({ publicOnly: false })
  const typed = createPost({ publicOnly: !insecure })
  const sms = smsOf(settings, given, now)
  const email =
    settings.SMTP_URL === null || settings.EMAIL_FROM === null
      ? null
      : smtpEmail({ url: settings.SMTP_URL, from: settings.EMAIL_FROM, insecure })
  const push =
    settings.PUSH_URL === null || settings.PUSH_SECRET === null
      ? null
      : httpPush({ url: settings.PUSH_URL, secret: settings.PUSH_SECRET, post: given.post, now })
  const webhook =
    settings.WEBHOOK_SECRET === null
      ? null
      : createWebhook({ secret: settings.WEBHOOK_SECRET, insecure, post: typed.post, now })
  return {
    ...{ sms, email, push, webhook, signName: settings.SMS_SIGN_NAME ?? '' },
    async close() {
      email?.close()
      await Promise.all([given.close(), typed.close()])
    },
  }
}

type Poster = ReturnType<typeof createPost>

function smsOf(settings: ProviderSettings, { post }: Poster, now: () => Date): SmsProvider | null {
  const { SMS_PROVIDER: name, SMS_SIGN_NAME: signName } = settings
  const { SMS_ACCESS_KEY_ID: id, SMS_ACCESS_KEY_SECRET: secret, SMS_APP_ID: sdkAppId } = settings
  if (name === 'off' || signName === null || secret === null) return null
  const shared = { signName, callbackKey: callbackKeyOf(settings.SECRET_KEY, name), post, now }
  switch (name) {
    case 'aliyun': {
      if (id === null) return null
      const url = settings.SMS_URL ?? 'https://dysmsapi.aliyuncs.com'
      return aliyunSms({ ...shared, url, accessKeyId: id, accessKeySecret: secret, nonce: randomUUID })
    }
    case 'tencent': {
      if (id === null || sdkAppId === null) return null
      const url = settings.SMS_URL ?? 'https://sms.tencentcloudapi.com'
      return tencentSms({ ...shared, url, secretId: id, secretKey: secret, sdkAppId, region: settings.SMS_REGION })
    }
    case 'http':
      return settings.SMS_URL === null ? null : httpSms({ ...shared, url: settings.SMS_URL, secret })
  }
}
