import { messageMassSend } from '../../../server/platforms/wechat-oa/api/message-mass-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { form: 'text', text: '本周六门店活动' },
  address: { appId: 'wx1', openId: 'o1' },
  others: [{ appId: 'wx1', openId: 'o2' }],
  api: messageMassSend,
  sent: { touser: ['o1', 'o2'], clientmsgid: 'en_1:2:0', msgtype: 'text', text: { content: '本周六门店活动' } },
  reply: { msg_id: 34_182 },
  receipt: '34182',
  forms: [
    { content: { form: 'article', media: 'm1' }, sent: { mpnews: { media_id: 'm1' }, send_ignore_reprint: 0 } },
    { content: { form: 'article', media: 'm1', evenIfReprint: true }, sent: { send_ignore_reprint: 1 } },
    {
      content: { form: 'image', media: ['m1', 'm2'], recommend: '好看' },
      sent: { msgtype: 'image', images: { media_ids: ['m1', 'm2'], recommend: '好看' } },
    },
    { content: { form: 'coupon', card: 'c1' }, sent: { msgtype: 'wxcard', wxcard: { card_id: 'c1' } } },
    { content: { form: 'voice', media: 'm1' }, sent: { msgtype: 'voice', voice: { media_id: 'm1' } } },
  ],
}
