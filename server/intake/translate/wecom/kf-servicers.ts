import { defineTranslator, ofNoInterest } from '../contract.ts'

/** A member began or stopped serving, or took their own message back: about no customer. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.event.servicer_status_change', 'kf.event.servicer_recall_msg'],
  translate: () => ofNoInterest,
})
