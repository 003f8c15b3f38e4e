import { defineTranslator, ofNoInterest } from '../contract.ts'

/** WeCom closed the app because nobody used it, or opened it again. What is sent meanwhile is refused and says so itself. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.close_inactive_agent', 'event.reopen_inactive_agent'],
  translate: () => ofNoInterest,
})
