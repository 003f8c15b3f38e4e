import { claimOf, defineTranslator, eventBase, Head, one, text } from '../contract.ts'

const Message = Head.extend({ MsgType: text, Content: text.optional(), Title: text.optional() })

/** Anything sent in the mini-program's customer-service chat. */
export default defineTranslator({
  platform: 'mini',
  types: ['message.text', 'message.image', 'message.miniprogrampage'],
  translate(message) {
    const { FromUserName, CreateTime, MsgType, Content, Title } = Message.parse(message.fields)
    return one({
      event: {
        ...eventBase(message, CreateTime),
        name: 'message.received',
        kind: MsgType,
        text: Content ?? Title ?? null,
      },
      claims: [claimOf('mini', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
