import { messageCustomSend } from '../../../server/platforms/wechat-mini/api/message-custom-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { form: 'text', text: '在的' },
  address: { appId: 'wx2', openId: 'o2' },
  api: messageCustomSend,
  sent: { touser: 'o2', msgtype: 'text', text: { content: '在的' } },
  reply: {},
  receipt: null,
  forms: [
    { content: { form: 'image', media: 'm1' }, sent: { msgtype: 'image', image: { media_id: 'm1' } } },
    {
      content: { form: 'link', title: '新品', url: 'https://example.com', picture: 'https://example.com/p.png' },
      sent: { link: { title: '新品', description: '', thumb_url: 'https://example.com/p.png' } },
    },
    {
      content: { form: 'page', title: '新品', page: 'pages/a', cover: 'm1' },
      sent: { miniprogrampage: { title: '新品', pagepath: 'pages/a', thumb_media_id: 'm1' } },
    },
  ],
}
