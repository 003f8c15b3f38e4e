import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-friend',
  label: '加、删员工好友',
  acts: {
    added: { label: '添加员工好友', event: 'friend.added' },
    removed: { label: '与员工的好友关系结束', event: 'friend.removed' },
  },
  fields: { staff: '员工', state: '渠道参数', by: '谁结束的' },
})
