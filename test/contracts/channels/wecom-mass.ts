import { externalContactAddMsgTemplate } from '../../../server/platforms/wecom/api/external-contact-add-msg-template.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { text: '本周六门店活动' },
  address: { corpId: 'ww1', staff: 'zhangsan', externalUserId: 'wm1' },
  others: [{ corpId: 'ww1', staff: 'zhangsan', externalUserId: 'wm2' }],
  api: externalContactAddMsgTemplate,
  sent: {
    chat_type: 'single',
    sender: 'zhangsan',
    external_userid: ['wm1', 'wm2'],
    text: { content: '本周六门店活动' },
  },
  reply: { msgid: 'msg1', fail_list: [] },
  receipt: 'msg1',
  leaves: 'handed',
  forms: [
    {
      content: {
        attachments: [
          { form: 'file', media: 'm1' },
          { form: 'video', media: 'm2' },
        ],
      },
      sent: {
        attachments: [
          { msgtype: 'file', file: { media_id: 'm1' } },
          { msgtype: 'video', video: { media_id: 'm2' } },
        ],
      },
    },
  ],
}
