import { followerSaid, MessageHead } from '../_message.ts'
import { defineTranslator, filled } from '../contract.ts'

const Message = MessageHead.extend({ MediaId: filled })

/** A picture, also one taken by a menu button: the button's own event comes before it. */
export default defineTranslator({
  platform: 'oa',
  types: ['message.image'],
  translate(message) {
    const { MediaId: media, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: null, media })
  },
})
