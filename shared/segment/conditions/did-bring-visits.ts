import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-bring-visits',
  label: '转发带来的访问',
  acts: {
    brought: knownAct('visit.brought', '带来访问'),
  },
  fields: { work: '作品', kind: '作品类型', depth: '第几层' },
})
