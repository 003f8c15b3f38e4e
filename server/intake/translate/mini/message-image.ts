import { MessageHead, visitorSaid } from '../_message.ts'
import { defineTranslator, filled } from '../contract.ts'

const Message = MessageHead.extend({ MediaId: filled })

export default defineTranslator({
  platform: 'mini',
  types: ['message.image'],
  translate(message) {
    const { MediaId: media, ...head } = Message.parse(message.fields)
    return visitorSaid(message, head, { text: null, media })
  },
})
