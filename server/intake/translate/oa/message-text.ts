import { followerSaid, MessageHead } from '../_message.ts'
import { defineTranslator, filled, text } from '../contract.ts'

const Message = MessageHead.extend({ Content: text, bizmsgmenuid: filled.optional() })

/** Words, typed or tapped in a message menu of ours: then the item's id stands in `bizmsgmenuid` (facts A2.4, unconfirmed). */
export default defineTranslator({
  platform: 'oa',
  types: ['message.text'],
  translate(message) {
    const { Content, bizmsgmenuid: choice, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: Content, ...(choice !== undefined && { choice }) })
  },
})
