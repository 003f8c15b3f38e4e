import { z } from 'zod'
import { messageCustomSend } from '../../platforms/wechat-oa/api/message-custom-send.ts'
import { defineChannel } from '../contract.ts'
import { OaAddress, reachInWindow } from '../oa-address.ts'
import { textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

/** The receipt of a reply that left on the callback itself: the platform gives none, and it costs nothing of the window. */
const PASSIVE = 'passive'

/** Leaves on the callback that is being held, which costs nothing of the window; without one, as customer service. */
export default defineChannel({
  name: 'oa-reply',
  label: '公众号即时回复',
  audience: 'customer',
  reachable: '关注着公众号、且刚与公众号互动过的人',
  window: '对方操作后几秒内直接回复；来不及时改用客服消息，对方发来消息后 48 小时内，或关注、扫码、点击菜单后 1 分钟内',
  quota: { api: messageCustomSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: true,
  pickable: true,
  account: 'oa',
  repeat: 'unsafe',
  content: z.object({ text: textUpTo(2048).meta({ title: '回复内容', widget: 'textarea' }) }),
  address: OaAddress,
  reach: reachInWindow,
  async deliver({ content, address }, platforms) {
    const fate = await platforms.held.answer(address, content.text)
    if (fate === 'answered') return { kind: 'sent', receipt: PASSIVE }
    if (fate === 'lost') return { kind: 'unknown', why: '即时回复已写出，但连接中断' }
    const { platform } = await platforms.oa(address.appId)
    await platform.call(messageCustomSend, {
      touser: address.openId,
      msgtype: 'text',
      text: { content: content.text },
    })
    return { kind: 'sent', receipt: null }
  },
  ledger: ({ address: { appId }, receipt }) => (receipt === PASSIVE ? null : { kind: 'window', appId }),
  summary: ({ text }) => withoutVariables(text).slice(0, 80),
})
