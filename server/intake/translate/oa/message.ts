import { messageWindow } from '../_windows.ts'
import { claimOf, defineTranslator, eventBase, Head, one, text } from '../contract.ts'

const Message = Head.extend({
  MsgType: text,
  Content: text.optional(),
  /** What was understood of a voice message, when that is switched on. */
  Recognition: text.optional(),
  Label: text.optional(),
  Title: text.optional(),
})

/** Anything a follower sends: it opens the 48-hour window. */
export default defineTranslator({
  platform: 'oa',
  types: [
    'message.text',
    'message.image',
    'message.voice',
    'message.video',
    'message.shortvideo',
    'message.location',
    'message.link',
  ],
  translate(message) {
    const { FromUserName: openId, CreateTime, MsgType: kind, ...said } = Message.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const words = said.Content ?? said.Recognition ?? said.Label ?? said.Title ?? null
    const { appId } = message.account
    return one({
      event: { ...base, name: 'message.received', kind, text: words },
      claims: [claimOf('oa', appId, openId)],
      facts: { following: { appId, openId, following: true, ...messageWindow(base.at) } },
    })
  },
})
