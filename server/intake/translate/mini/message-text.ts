import { MessageHead, visitorSaid } from '../_message.ts'
import { defineTranslator, text } from '../contract.ts'

const Message = MessageHead.extend({ Content: text })

export default defineTranslator({
  platform: 'mini',
  types: ['message.text'],
  translate(message) {
    const { Content, ...head } = Message.parse(message.fields)
    return visitorSaid(message, head, { text: Content })
  },
})
