import { messageSubscribeBizsend } from '../../../server/platforms/wechat-oa/api/message-subscribe-bizsend.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { templateId: 'T1', fields: { thing1: '保养预约' }, url: 'https://example.com' },
  address: { appId: 'wx1', openId: 'o1' },
  api: messageSubscribeBizsend,
  sent: { touser: 'o1', template_id: 'T1', page: 'https://example.com', data: { thing1: { value: '保养预约' } } },
  reply: { msgid: 9 },
  receipt: '9',
  forms: [
    {
      content: { templateId: 'T1', fields: { time2: '15:01' }, miniprogram: { appId: 'wx2', page: 'a/b' } },
      sent: { data: { time2: { value: '15:01' } }, miniprogram: { appid: 'wx2', pagepath: 'a/b' } },
    },
  ],
}
