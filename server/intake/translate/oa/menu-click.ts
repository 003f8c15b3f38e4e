import { tapWindow } from '../_windows.ts'
import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const Click = Head.extend({ EventKey: filled })

/** Menu buttons that reach the server and open the one-minute window. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.CLICK', 'event.scancode_push', 'event.scancode_waitmsg'],
  translate(message) {
    const { FromUserName: openId, CreateTime, EventKey: key } = Click.parse(message.fields)
    const base = eventBase(message, CreateTime)
    const { appId } = message.account
    return one({
      event: { ...base, name: 'menu.clicked', key },
      claims: [claimOf('oa', appId, openId)],
      facts: { following: { appId, openId, following: true, ...tapWindow(base.at) } },
    })
  },
})
