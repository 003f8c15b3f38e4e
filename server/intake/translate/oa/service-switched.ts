import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Switch = Head.extend({ FromKfAccount: filled, ToKfAccount: filled })

export default defineTranslator({
  platform: 'oa',
  types: ['event.kf_switch_session'],
  translate(message) {
    const { FromUserName, CreateTime, FromKfAccount: from, ToKfAccount: to } = Switch.parse(message.fields)
    return one({
      event: { ...eventBase(message, CreateTime), name: 'service.switched', desk: null, from, to },
      claims: [claimOf('oa', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
