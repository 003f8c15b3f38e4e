import { sendWelcomeMsg } from '../../../server/platforms/wecom/api/send-welcome-msg.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { text: '欢迎', link: { title: '会员中心', url: 'https://example.com' } },
  address: { welcomeCode: 'WC1' },
  api: sendWelcomeMsg,
  sent: {
    welcome_code: 'WC1',
    text: { content: '欢迎' },
    attachments: [{ msgtype: 'link', link: { title: '会员中心' } }],
  },
  reply: {},
  receipt: null,
}
