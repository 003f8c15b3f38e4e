import { claimOf, defineTranslator, eventBase, filled, Head, one, text } from '../contract.ts'

const Revoke = Head.extend({ OpenID: filled, RevokeInfo: text.default('') })

/** The person withdrew consent to the use of their data: it is to be deleted. */
export default defineTranslator({
  platform: 'mini',
  types: ['event.user_authorization_revoke', 'event.user_authorization_cancellation'],
  translate(message) {
    const { OpenID, CreateTime, RevokeInfo } = Revoke.parse(message.fields)
    return one({
      event: { ...eventBase(message, CreateTime), name: 'data.revoked', scope: RevokeInfo || 'all' },
      claims: [claimOf('mini', message.account.appId, OpenID)],
      facts: {},
    })
  },
})
