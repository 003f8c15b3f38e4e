import { counterOf } from '../../counters.ts'
import { defineScore } from '../contract.ts'
import { happened } from '../terms.ts'

export default defineScore({
  name: 'activity',
  label: '活跃度',
  hint: '最近来得多不多：打开、浏览、点击、说话都算，时间久了慢慢减少。',
  terms: [
    happened({
      id: 'opened',
      label: '打开小程序',
      counters: ['mini.opened'],
      usual: { weight: 3, halfLife: 14, most: 25 },
    }),
    happened({
      id: 'viewed',
      label: '浏览页面或内容',
      counters: ['page.viewed', 'menu.viewed', counterOf('work.viewed'), counterOf('article.read')],
      usual: { weight: 1, halfLife: 14, most: 20 },
    }),
    happened({
      id: 'clicked',
      label: '点击菜单或链接',
      counters: ['menu.clicked', 'link.clicked', counterOf('page.clicked')],
      usual: { weight: 3, halfLife: 14, most: 25 },
    }),
    happened({
      id: 'said',
      label: '发来消息或进入客服',
      counters: ['message.received', 'service.entered'],
      usual: { weight: 4, halfLife: 14, most: 25 },
    }),
    happened({
      id: 'submitted',
      label: '提交表单',
      counters: ['form.submitted'],
      usual: { weight: 8, halfLife: 14, most: 20 },
    }),
    happened({
      id: 'spoke',
      label: '在群里发言',
      counters: ['group.spoke'],
      usual: { weight: 1, halfLife: 14, most: 10 },
    }),
    happened({
      id: 'came',
      label: '关注、扫码或添加好友',
      counters: ['contact.followed', 'contact.scanned', 'friend.added'],
      usual: { weight: 10, halfLife: 14, most: 15 },
    }),
  ],
})
