import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Close = Head.extend({ KfAccount: filled })

export default defineTranslator({
  platform: 'oa',
  types: ['event.kf_close_session'],
  translate(message) {
    const { FromUserName, CreateTime, KfAccount: agent } = Close.parse(message.fields)
    return one({
      event: { ...eventBase(message, CreateTime), name: 'service.ended', desk: null, agent },
      claims: [claimOf('oa', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
