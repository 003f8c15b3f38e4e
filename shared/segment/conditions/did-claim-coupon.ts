import { defineBehaviour, knownAct } from '../behaviour.ts'

export default defineBehaviour({
  type: 'did-claim-coupon',
  label: '领取优惠券',
  acts: {
    claimed: knownAct('coupon.claimed', '领取优惠券'),
  },
  fields: { coupon: '优惠券', batch: '券批次', channel: '渠道', amount: '面额' },
  sums: true,
})
