import { messageCustomSend } from '../../../server/platforms/wechat-oa/api/message-custom-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { text: '收到' },
  address: { appId: 'wx1', openId: 'o1' },
  api: messageCustomSend,
  sent: { touser: 'o1', msgtype: 'text', text: { content: '收到' } },
  reply: {},
  receipt: null,
}
