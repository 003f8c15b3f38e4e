import { defineTranslator, ofNoInterest } from '../contract.ts'

/** A colleague wrote to the app: it is no customer's message and starts nothing. */
export default defineTranslator({
  platform: 'wecom',
  types: ['message.text', 'message.image', 'message.voice', 'message.video', 'message.location', 'message.link'],
  translate: () => ofNoInterest,
})
