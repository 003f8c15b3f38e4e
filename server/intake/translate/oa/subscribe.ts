import { tapWindow } from '../_windows.ts'
import { claimOf, defineTranslator, eventBase, Head, one, text } from '../contract.ts'

const Subscribe = Head.extend({ EventKey: text.default('') })
const PREFIX = 'qrscene_'

/** A follow. By QR code the scene stands behind `qrscene_`; other prefixes exist and are no scene of ours. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.subscribe'],
  translate(message) {
    const { FromUserName: openId, CreateTime, EventKey } = Subscribe.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const scene = EventKey.startsWith(PREFIX) ? EventKey.slice(PREFIX.length) : null
    const { appId } = message.account
    return one({
      event: { ...base, name: 'contact.followed', scene },
      claims: [claimOf('oa', appId, openId)],
      facts: {
        source: { kind: scene === null ? 'oa-search' : 'oa-scan', detail: scene, at: base.at },
        following: { appId, openId, following: true, followedAt: base.at, ...tapWindow(base.at) },
      },
    })
  },
})
