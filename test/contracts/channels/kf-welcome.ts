import { kfSendMsgOnEvent } from '../../../server/platforms/wecom/api/kf-send-msg-on-event.ts'
import type { PlatformSample } from '../channel-sample.ts'

export const sample: PlatformSample = {
  content: { form: 'text', text: '您好，想了解什么？' },
  address: { account: 'ac_1', event: 'ev_entered', code: 'WC1' },
  api: kfSendMsgOnEvent,
  sent: { code: 'WC1', msgtype: 'text', text: { content: '您好，想了解什么？' } },
  reply: { msgid: 'm1' },
  receipt: 'm1',
  forms: [
    {
      content: {
        form: 'menu',
        text: '您好',
        items: [
          { form: 'answer', text: '转人工' },
          { form: 'link', text: '看说明', url: 'https://example.com/help' },
          { form: 'page', text: '去会员中心', appId: 'wx2', page: 'pages/home' },
        ],
        end: '点一下即可',
      },
      sent: {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: '您好',
          list: [
            { type: 'click', click: { content: '转人工' } },
            { type: 'view', view: { url: 'https://example.com/help', content: '看说明' } },
            { type: 'miniprogram', miniprogram: { appid: 'wx2', pagepath: 'pages/home', content: '去会员中心' } },
          ],
          tail_content: '点一下即可',
        },
      },
    },
  ],
}
