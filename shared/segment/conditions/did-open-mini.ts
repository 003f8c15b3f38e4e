import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-open-mini',
  label: '打开小程序',
  acts: {
    opened: { label: '打开小程序', event: 'mini.opened' },
  },
  fields: { page: '页面', scene: '场景值' },
})
