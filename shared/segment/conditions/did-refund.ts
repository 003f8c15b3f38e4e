import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-refund',
  label: '退款',
  acts: {
    refunded: knownAct('order.refunded', '退款'),
  },
  fields: {
    amount: '金额',
    category: '品类',
    product: '商品',
    store: '门店',
    plan: '套餐',
    order: '订单号',
    reason: '原因',
  },
  sums: true,
})
