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
  forms: [
    {
      content: { ...card, buttons: [] },
      sent: { template_card: { card_type: 'text_notice', card_action: { type: 1 } } },
    },
    {
      content: { ...card, choice: { key: 'q', title: '何时', options: [{ id: '1', text: '今天' }] } },
      sent: { template_card: { button_selection: { question_key: 'q', option_list: [{ id: '1', text: '今天' }] } } },
    },
    {
      content: {
        ...{ form: 'news-card', title: '周报', picture: 'https://example.com/p.png', ratio: 2 },
        url: 'https://example.com',
      },
      sent: { template_card: { card_type: 'news_notice', card_image: { aspect_ratio: 2 } } },
    },
    {
      content: {
        ...{ form: 'vote-card', title: '选一个', question: 'q', options: [{ id: '1', text: '一' }], several: true },
        ...{ submit: { key: 'ok' }, task: 't1' },
      },
      sent: {
        template_card: {
          ...{ card_type: 'vote_interaction', task_id: 't1', submit_button: { key: 'ok', text: '提交' } },
          checkbox: { question_key: 'q', option_list: [{ id: '1', text: '一' }], mode: 1 },
        },
      },
    },
    {
      content: {
        ...{ form: 'choices-card', title: '登记', submit: { key: 'ok', text: '交' }, task: 't1' },
        questions: [{ key: 'q', title: '意向', options: [{ id: '1', text: '高' }] }],
      },
      sent: {
        template_card: {
          card_type: 'multiple_interaction',
          select_list: [{ question_key: 'q', title: '意向', option_list: [{ id: '1', text: '高' }] }],
        },
      },
    },
    { content: { form: 'text', text: '开会' }, sent: { msgtype: 'text', text: { content: '开会' } } },
    { content: { form: 'markdown', text: '**开会**' }, sent: { markdown: { content: '**开会**' } } },
    { content: { form: 'image', media: 'm1' }, sent: { image: { media_id: 'm1' } } },
    { content: { form: 'voice', media: 'm1' }, sent: { voice: { media_id: 'm1' } } },
    { content: { form: 'file', media: 'm1' }, sent: { file: { media_id: 'm1' } } },
    { content: { form: 'video', media: 'm1', title: '片' }, sent: { video: { media_id: 'm1', title: '片' } } },
    {
      content: { form: 'news', articles: [{ title: '周报', url: 'https://example.com' }] },
      sent: { news: { articles: [{ title: '周报', url: 'https://example.com' }] } },
    },
    {
      content: { form: 'kept-news', articles: [{ title: '制度', cover: 'm1', html: '<p>一</p>' }] },
      sent: { mpnews: { articles: [{ title: '制度', thumb_media_id: 'm1', content: '<p>一</p>' }] } },
    },
    {
      content: { form: 'mini-notice', appId: 'wx2', title: '审批提醒', facts: [{ name: '人', value: '张三' }] },
      sent: { miniprogram_notice: { appid: 'wx2', title: '审批提醒', content_item: [{ key: '人', value: '张三' }] } },
    },
    {
      content: { form: 'text-card', title: '周报', description: '本周', url: 'https://example.com' },
      sent: { textcard: { title: '周报', btntxt: '详情' } },
    },
  ],
}
