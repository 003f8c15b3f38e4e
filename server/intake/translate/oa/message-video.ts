import { followerSaid, MessageHead } from '../_message.ts'
import { defineTranslator, filled } from '../contract.ts'

const Message = MessageHead.extend({ MediaId: filled })

/** A film from the album, or a short one taken in the chat. */
export default defineTranslator({
  platform: 'oa',
  types: ['message.video', 'message.shortvideo'],
  translate(message) {
    const { MediaId: media, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: null, media })
  },
})
