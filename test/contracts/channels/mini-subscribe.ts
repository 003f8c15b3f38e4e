import { messageSubscribeSend } from '../../../server/platforms/wechat-mini/api/message-subscribe-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { templateId: 'T1', fields: { thing1: '到店提醒' }, page: 'pages/home/index' },
  address: { appId: 'wx2', openId: 'o2' },
  api: messageSubscribeSend,
  sent: { touser: 'o2', template_id: 'T1', data: { thing1: { value: '到店提醒' } }, page: 'pages/home/index' },
  reply: { msgid: 9 },
  receipt: '9',
}
