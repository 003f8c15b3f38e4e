import { defineTranslator, ofNoInterest } from '../contract.ts'

/** A colleague opened the app, its menu or its chat: nothing the suite acts on. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.enter_agent', 'event.subscribe', 'event.unsubscribe', 'event.click', 'event.view', 'event.LOCATION'],
  translate: () => ofNoInterest,
})
