import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-pay',
  label: '支付订单',
  acts: {
    paid: knownAct('order.paid', '支付订单'),
  },
  fields: { amount: '金额', category: '品类', product: '商品', store: '门店', plan: '套餐', order: '订单号' },
  sums: true,
})
