import { messageSend } from '../../../server/platforms/wecom/api/message-send.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const card = {
  form: 'card',
  title: '新线索',
  description: '王女士',
  facts: [{ name: '来源', value: '春季展会' }],
  url: 'https://example.com/lead',
  buttons: [{ key: 'claim', text: '认领' }],
  task: 'al_0123456789abcdef',
}

export const sample: PlatformSample = {
  content: card,
  address: { staff: 'zhangsan' },
  api: messageSend,
  sent: {
    touser: 'zhangsan',
    agentid: 1_000_002,
    msgtype: 'template_card',
    enable_duplicate_check: 1,
    template_card: {
      card_type: 'button_interaction',
      task_id: 'al_0123456789abcdef',
      main_title: { title: '新线索', desc: '王女士' },
      horizontal_content_list: [{ keyname: '来源', value: '春季展会' }],
      card_action: { type: 1, url: 'https://example.com/lead' },
      button_list: [{ key: 'claim', text: '认领', style: 1 }],
    },
  },
  reply: { msgid: 'm1', response_code: 'rc1' },
  receipt: 'm1',
}
