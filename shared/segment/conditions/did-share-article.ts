import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-share-article',
  label: '分享图文',
  acts: {
    shared: knownAct('article.shared', '分享图文'),
  },
  fields: { article: '图文', to: '分享到' },
})
