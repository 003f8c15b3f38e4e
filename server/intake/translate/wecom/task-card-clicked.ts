import { defineTranslator, ofNoInterest } from '../contract.ts'

/** A button of the older task card. The suite sends template cards only, so it was another's card. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.taskcard_click'],
  translate: () => ofNoInterest,
})
