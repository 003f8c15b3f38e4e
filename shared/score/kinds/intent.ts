import { counterOf } from '../../counters.ts'
import { defineScore } from '../contract.ts'
import { bought, happened } from '../terms.ts'

export default defineScore({
  name: 'intent',
  label: '意向分',
  hint: '这几天想不想买：用来给线索排先后，几天没有动静就降下来。',
  terms: [
    happened({
      id: 'submitted',
      label: '提交表单',
      counters: ['form.submitted'],
      usual: { weight: 25, halfLife: 7, most: 40 },
    }),
    happened({
      id: 'cart',
      label: '加入购物车或下单未付',
      counters: [counterOf('cart.added'), counterOf('order.placed')],
      usual: { weight: 15, halfLife: 5, most: 35 },
    }),
    happened({
      id: 'asked',
      label: '咨询：发来消息、进入客服、来电',
      counters: ['message.received', 'service.entered', counterOf('call.ended')],
      usual: { weight: 6, halfLife: 5, most: 30 },
    }),
    happened({
      id: 'clicked',
      label: '点击推送里的链接',
      counters: ['link.clicked'],
      usual: { weight: 6, halfLife: 5, most: 25 },
    }),
    happened({
      id: 'viewed',
      label: '浏览页面',
      counters: ['page.viewed', 'mini.opened', counterOf('work.viewed')],
      usual: { weight: 2, halfLife: 4, most: 20 },
    }),
    happened({
      id: 'coupon',
      label: '领取优惠券',
      counters: [counterOf('coupon.claimed')],
      usual: { weight: 8, halfLife: 7, most: 16 },
    }),
    bought({
      id: 'bought',
      label: '已经买过，短期内意向降低',
      per: '每次',
      take: (purchases) => purchases.filter(({ amount }) => amount > 0).map(({ day }) => ({ day, amount: 1 })),
      usual: { weight: -20, halfLife: 7, most: 30 },
    }),
  ],
})
