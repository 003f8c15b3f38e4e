import { GATEWAY_SECRET } from '../../server/sandbox/gateways/signature.ts'

/** The providers of the sandbox's company: its own SMS gateway, mail server and push server, all inside the simulator. */
export const sandboxSenders = ({ url, smtpUrl }: { url: string; smtpUrl: string }) => ({
  SMS_PROVIDER: 'http',
  SMS_SIGN_NAME: '云杉数据',
  SMS_ACCESS_KEY_SECRET: GATEWAY_SECRET,
  SMS_URL: `${url}/gateways/sms`,
  SMTP_URL: smtpUrl,
  EMAIL_FROM: '云杉数据 <hello@yunshan.example>',
  PUSH_URL: `${url}/gateways/push`,
  PUSH_SECRET: GATEWAY_SECRET,
  WEBHOOK_SECRET: GATEWAY_SECRET,
})
