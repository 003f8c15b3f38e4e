import { messageTemplateSend } from '../../../server/platforms/wechat-oa/api/message-template-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { templateId: 'T1', fields: { thing1: '保养预约' }, url: 'https://example.com' },
  address: { appId: 'wx1', openId: 'o1' },
  api: messageTemplateSend,
  sent: { touser: 'o1', template_id: 'T1', data: { thing1: { value: '保养预约' } }, url: 'https://example.com' },
  reply: { msgid: 200_228_332 },
  receipt: '200228332',
}
