import { MessageHead, visitorSaid } from '../_message.ts'
import { defineTranslator, text } from '../contract.ts'

/** The fields beside the title are unconfirmed (facts B5). */
const Message = MessageHead.extend({ Title: text.optional(), PagePath: text.optional() })

/** The visitor sent the card of the page the chat was opened from: it says what they ask about. */
export default defineTranslator({
  platform: 'mini',
  types: ['message.miniprogrampage'],
  translate(message) {
    const { Title, PagePath, ...head } = Message.parse(message.fields)
    return visitorSaid(message, head, { text: Title || null, ...(PagePath && { url: PagePath }) })
  },
})
