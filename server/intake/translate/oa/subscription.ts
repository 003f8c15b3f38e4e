import { subscriptionAnswers } from '../_subscription-answers.ts'
import { defineTranslator } from '../contract.ts'

/** A person answered or later changed the consent for subscribe messages. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.subscribe_msg_popup_event', 'event.subscribe_msg_change_event'],
  translate: subscriptionAnswers,
})
