import { defineTranslator, ofNoInterest } from '../contract.ts'

/**
 * What else is told of acquisition links: who opened one or asked to be added has no id yet, and the rest is about the
 * links themselves and the company's quota, which are read where they are shown.
 */
export default defineTranslator({
  platform: 'wecom',
  types: [
    'event.customer_acquisition.open_profile',
    'event.customer_acquisition.friend_request',
    'event.customer_acquisition.link_unavailable',
    'event.customer_acquisition.delete_link',
    'event.customer_acquisition.balance_low',
    'event.customer_acquisition.balance_exhausted',
    'event.customer_acquisition.balance_increased',
    'event.customer_acquisition.quota_expire_soon',
  ],
  translate: () => ofNoInterest,
})
