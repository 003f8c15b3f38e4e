import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-share-work',
  label: '转发作品',
  acts: {
    shared: knownAct('work.shared', '转发作品'),
  },
  fields: { work: '作品', kind: '作品类型', to: '转发到' },
})
