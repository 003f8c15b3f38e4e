import { sendWelcomeMsg } from '../../../server/platforms/wecom/api/send-welcome-msg.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { text: '欢迎', attachments: [{ form: 'link', title: '会员中心', url: 'https://example.com' }] },
  address: { account: 'ac_1', event: 'ev_added', code: 'WC1' },
  api: sendWelcomeMsg,
  sent: {
    welcome_code: 'WC1',
    text: { content: '欢迎' },
    attachments: [{ msgtype: 'link', link: { title: '会员中心', url: 'https://example.com' } }],
  },
  reply: {},
  receipt: null,
  forms: [
    {
      content: { attachments: [{ form: 'image', picture: 'https://example.com/p.png' }] },
      sent: { attachments: [{ msgtype: 'image', image: { pic_url: 'https://example.com/p.png' } }] },
    },
    {
      content: {
        attachments: [{ form: 'miniprogram', title: '预约', cover: 'm1', appId: 'wx2', page: 'pages/a' }],
      },
      sent: { attachments: [{ miniprogram: { title: '预约', pic_media_id: 'm1', appid: 'wx2', page: 'pages/a' } }] },
    },
    {
      content: {
        attachments: [
          { form: 'video', media: 'm1' },
          { form: 'file', media: 'm2' },
        ],
      },
      sent: { attachments: [{ video: { media_id: 'm1' } }, { file: { media_id: 'm2' } }] },
    },
  ],
}
