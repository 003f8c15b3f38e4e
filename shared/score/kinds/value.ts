import { defineScore, type ScoreFacts } from '../contract.ts'
import { bought } from '../terms.ts'

const paid = (purchases: ScoreFacts['purchases']) => purchases.filter(({ amount }) => amount > 0)

export default defineScore({
  name: 'value',
  label: '价值分',
  hint: 'RFM：最近一次购买有多近、买过几次、一共多少钱；来自支付、线下购买事件和订单对象，退款会减去。',
  terms: [
    bought({
      id: 'recency',
      label: '最近一次购买',
      per: '得',
      take: (purchases) =>
        paid(purchases)
          .slice(-1)
          .map(({ day }) => ({ day, amount: 1 })),
      usual: { weight: 30, halfLife: 60, most: 30 },
    }),
    bought({
      id: 'frequency',
      label: '购买次数',
      per: '每次',
      take: (purchases) => paid(purchases).map(({ day }) => ({ day, amount: 1 })),
      usual: { weight: 6, halfLife: 365, most: 30 },
    }),
    bought({
      id: 'monetary',
      label: '消费金额',
      per: '每 100 元',
      take: (purchases) => purchases.map(({ day, amount }) => ({ day, amount: amount / 100 })),
      usual: { weight: 2, halfLife: 365, most: 40 },
    }),
  ],
})
