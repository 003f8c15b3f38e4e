import { defineTranslator, ofNoInterest } from '../contract.ts'

/** The person changed what they allow to be known of their profile. Nothing of it is kept here: name and picture come from them. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.user_info_modified'],
  translate: () => ofNoInterest,
})
