import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Create = Head.extend({ KfAccount: filled })

/** A customer-service agent of the account took the follower's chat. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.kf_create_session'],
  translate(message) {
    const { FromUserName, CreateTime, KfAccount: agent } = Create.parse(message.fields)
    return one({
      event: { ...eventBase(message, CreateTime), name: 'service.started', desk: null, agent },
      claims: [claimOf('oa', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
