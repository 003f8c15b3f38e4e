import { subscriptionReceipts } from '../_subscription-answers.ts'
import { defineTranslator } from '../contract.ts'

export default defineTranslator({
  platform: 'oa',
  types: ['event.subscribe_msg_sent_event'],
  translate: (message) => subscriptionReceipts(message, 'oa-subscription-notice'),
})
