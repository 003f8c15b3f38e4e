import { followerSaid, MessageHead } from '../_message.ts'
import { defineTranslator, filled, text } from '../contract.ts'

const Message = MessageHead.extend({ Title: text.optional(), Url: filled })

/** A page the follower shared into the chat. */
export default defineTranslator({
  platform: 'oa',
  types: ['message.link'],
  translate(message) {
    const { Title, Url: url, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: Title || null, url })
  },
})
