import { followerSaid, MessageHead } from '../_message.ts'
import { coordinate, defineTranslator, text } from '../contract.ts'

/** X is the latitude, Y the longitude (facts A2.4). */
const Message = MessageHead.extend({ Location_X: coordinate, Location_Y: coordinate, Label: text.optional() })

export default defineTranslator({
  platform: 'oa',
  types: ['message.location'],
  translate(message) {
    const { Location_X: latitude, Location_Y: longitude, Label, ...head } = Message.parse(message.fields)
    return followerSaid(message, head, { text: Label || null, place: { latitude, longitude } })
  },
})
