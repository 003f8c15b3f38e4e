import { messageUpdateTemplateCard } from '../../../server/platforms/wecom/api/message-update-template-card.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { replaceText: '已由张三认领' },
  address: { staff: 'zhangsan', responseCode: 'rc1' },
  api: messageUpdateTemplateCard,
  sent: { userids: ['zhangsan'], response_code: 'rc1', button: { replace_name: '已由张三认领' } },
  reply: {},
  receipt: null,
}
