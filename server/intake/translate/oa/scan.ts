import { tapWindow } from '../_windows.ts'
import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Scan = Head.extend({ EventKey: filled })

/** A follower scans a QR code of the account: here the scene comes without the prefix. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.SCAN'],
  translate(message) {
    const { FromUserName: openId, CreateTime, EventKey: scene } = Scan.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const { appId } = message.account
    return one({
      event: { ...base, name: 'contact.scanned', scene },
      claims: [claimOf('oa', appId, openId)],
      facts: {
        source: { kind: 'oa-scan', detail: scene, at: base.at },
        following: { appId, openId, following: true, ...tapWindow(base.at) },
      },
    })
  },
})
