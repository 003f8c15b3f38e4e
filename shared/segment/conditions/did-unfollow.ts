import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-unfollow',
  label: '取消关注公众号',
  acts: {
    unfollowed: { label: '取消关注公众号', event: 'contact.unfollowed' },
  },
  fields: { found: '怎样得知' },
})
