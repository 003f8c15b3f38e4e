import { defineBehaviour } from '../behaviour.ts'

const only = {
  at: 'data.channel',
  is: ['oa-template', 'oa-subscription-notice', 'mini-subscribe'],
}

export default defineBehaviour({
  type: 'did-receive-template',
  label: '模板消息送达、点击',
  acts: {
    delivered: { label: '收到模板消息', event: 'message.delivered', only },
    failed: { label: '模板消息没有送达', event: 'message.failed', only },
    // A link tells which message it stood in, not through which channel that went.
    clicked: { label: '点击消息里的链接', event: 'link.clicked', only: { not: { at: 'data.effect', is: [null] } } },
  },
  fields: { channel: '渠道', reason: '原因', url: '链接' },
})
