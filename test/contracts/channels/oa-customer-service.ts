import { messageCustomSend } from '../../../server/platforms/wechat-oa/api/message-custom-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { form: 'link', title: '新品', url: 'https://example.com' },
  address: { appId: 'wx1', openId: 'o1' },
  api: messageCustomSend,
  sent: {
    touser: 'o1',
    msgtype: 'news',
    news: { articles: [{ title: '新品', description: '', url: 'https://example.com', picurl: '' }] },
  },
  reply: {},
  receipt: null,
}
