import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-redeem-coupon',
  label: '使用优惠券',
  acts: {
    redeemed: knownAct('coupon.redeemed', '使用优惠券'),
  },
  fields: { coupon: '优惠券', batch: '券批次', channel: '渠道', amount: '面额' },
  sums: true,
})
