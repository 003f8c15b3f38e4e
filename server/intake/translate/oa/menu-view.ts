import { claimOf, defineTranslator, eventBase, filled, Head, one } from '../contract.ts'

const View = Head.extend({ EventKey: filled })

/** Menu links, to a page or into a mini-program. They open no window. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.VIEW', 'event.view_miniprogram'],
  translate(message) {
    const { FromUserName: openId, CreateTime, EventKey: url } = View.parse(message.fields)
    const { appId } = message.account
    return one({
      event: { ...eventBase(message, CreateTime), name: 'menu.viewed', url },
      claims: [claimOf('oa', appId, openId)],
      facts: { following: { appId, openId, following: true } },
    })
  },
})
