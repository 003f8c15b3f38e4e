import { followerSaid, MessageHead } from '../_message.ts'
import { defineTranslator, filled, text } from '../contract.ts'

/** `Recognition`: what was understood of it, when that is switched on (facts A2.4, unconfirmed). */
const Message = MessageHead.extend({ MediaId: filled, Recognition: text.optional() })

export default defineTranslator({
  platform: 'oa',
  types: ['message.voice'],
  translate(message) {
    const { MediaId: media, Recognition, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: Recognition || null, media })
  },
})
