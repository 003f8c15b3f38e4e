import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-message',
  label: '发来消息',
  acts: {
    private: { label: '发来消息', event: 'message.received' },
    group: { label: '在群里发言', event: 'group.spoke' },
  },
  fields: { kind: '类型', text: '内容', desk: '客服账号', group: '群' },
})
