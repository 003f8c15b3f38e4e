import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-order',
  label: '下单',
  acts: {
    placed: knownAct('order.placed', '下单'),
  },
  fields: { amount: '金额', category: '品类', product: '商品', store: '门店', plan: '套餐', order: '订单号' },
  sums: true,
})
