import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-follow',
  label: '关注公众号',
  acts: {
    followed: { label: '关注公众号', event: 'contact.followed' },
  },
  fields: { scene: '场景值' },
})
