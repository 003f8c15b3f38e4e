import { claimOf, defineTranslator, eventBase, Head, one, text } from '../contract.ts'

const Enter = Head.extend({ SessionFrom: text.default('') })

/** The person opened the customer-service chat of the mini-program. */
export default defineTranslator({
  platform: 'mini',
  types: ['event.user_enter_tempsession'],
  translate(message) {
    const { FromUserName, CreateTime, SessionFrom } = Enter.parse(message.fields)
    const page = '客服会话'
    return one({
      event: { ...eventBase(message, CreateTime), name: 'mini.opened', page, scene: SessionFrom || null },
      claims: [claimOf('mini', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
