import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-view-work',
  label: '访问作品',
  acts: {
    viewed: knownAct('work.viewed', '访问作品'),
  },
  fields: { work: '作品', kind: '作品类型', seconds: '停留秒数' },
  sums: true,
})
