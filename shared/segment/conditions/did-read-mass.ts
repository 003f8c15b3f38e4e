import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-read-mass',
  label: '阅读群发图文',
  acts: {
    read: knownAct('article.read', '阅读群发图文'),
  },
  fields: { article: '图文' },
})
