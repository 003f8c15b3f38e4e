import { claimOf, coordinate, defineTranslator, eventBase, Head, one } from '../contract.ts'

const Location = Head.extend({ Latitude: coordinate, Longitude: coordinate })

/** The phone reports where it is when the chat opens; the follower agreed to it once. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.LOCATION'],
  translate(message) {
    const { FromUserName, CreateTime, Latitude, Longitude } = Location.parse(message.fields)
    return one({
      event: {
        ...eventBase(message, CreateTime),
        name: 'location.reported',
        latitude: Latitude,
        longitude: Longitude,
      },
      claims: [claimOf('oa', message.account.appId, FromUserName)],
      facts: {},
    })
  },
})
