import { claimOf, defineTranslator, eventBase, Head, one, text } from '../contract.ts'

const Enter = Head.extend({ SessionFrom: text.default('') })

/** The person opened the customer-service chat of the mini-program; `SessionFrom` is what the page gave its button. */
export default defineTranslator({
  platform: 'mini',
  types: ['event.user_enter_tempsession'],
  translate(message) {
    const { FromUserName, CreateTime, SessionFrom } = Enter.parse(message.fields)
    const base = eventBase(message, CreateTime)
    return one({
      event: { ...base, name: 'service.entered', desk: null, scene: SessionFrom || null, welcomeCode: null },
      claims: [claimOf('mini', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
