import { claimOf, defineTranslator, eventBase, Head, one } from '../contract.ts'

/** Nothing can be sent any more; the openid stays the same should the person return. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.unsubscribe'],
  translate(message) {
    const { FromUserName: openId, CreateTime } = Head.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const { appId } = message.account
    return one({
      event: { ...base, name: 'contact.unfollowed' },
      claims: [claimOf('oa', appId, openId)],
      facts: {
        following: { appId, openId, following: false, unfollowedAt: base.at, windowUntil: null, windowLeft: 0 },
      },
    })
  },
})
