import { defineBehaviour } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-view-page',
  label: '浏览页面',
  acts: {
    viewed: { label: '浏览页面', event: 'page.viewed' },
  },
  fields: { page: '页面', seconds: '停留秒数' },
})
