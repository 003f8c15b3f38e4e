import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-group',
  label: '加入、离开客户群',
  acts: {
    joined: { label: '加入客户群', event: 'group.joined' },
    left: { label: '离开客户群', event: 'group.left' },
  },
  fields: { group: '群', title: '群名', how: '方式' },
})
