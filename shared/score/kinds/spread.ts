import { counterOf } from '../../counters.ts'
import { defineScore } from '../contract.ts'
import { brought, happened } from '../terms.ts'

export default defineScore({
  name: 'spread',
  label: '传播力',
  hint: '带来了谁：分享、分享带来的访问，和由他邀请来的客户。',
  terms: [
    brought({ id: 'brought', label: '邀请来的客户', usual: { weight: 12, halfLife: 90, most: 60 } }),
    happened({
      id: 'visits',
      label: '分享带来的访问',
      counters: [counterOf('visit.brought')],
      usual: { weight: 2, halfLife: 30, most: 30 },
    }),
    happened({
      id: 'shared',
      label: '分享内容',
      counters: [counterOf('work.shared'), counterOf('article.shared'), counterOf('page.shared')],
      usual: { weight: 4, halfLife: 30, most: 24 },
    }),
  ],
})
