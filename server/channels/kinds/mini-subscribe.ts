import { z } from 'zod'
import { messageSubscribeSend } from '../../platforms/wechat-mini/api/message-subscribe-send.ts'
import { defineChannel } from '../contract.ts'
import { MiniAddress, reachVisitor } from '../mini-address.ts'
import { SEEN_LAST, senderAccount } from '../sender-account.ts'
import { dataOf, TemplateFields } from '../template-fields.ts'
import { withoutVariables } from '../without-variables.ts'

/** One grant, one message: each "accept" in the mini-program pays for one send (facts B4). */
export default defineChannel({
  name: 'mini-subscribe',
  label: '小程序订阅消息',
  audience: 'customer',
  reachable: '用过小程序、并授权过订阅消息的人，一次授权发一条',
  window: null,
  quota: { api: messageSubscribeSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['delivered', 'failed', 'replied'],
  instant: false,
  pickable: true,
  account: 'mini',
  repeat: 'unsafe',
  content: z.object({
    ...senderAccount('mini', SEEN_LAST),
    templateId: z.string().min(1, '请选择模板').meta({ title: '模板', widget: 'template' }),
    fields: TemplateFields.meta({
      title: '模板内容',
      description: '每个字段的内容，可使用变量',
      widget: 'template-fields',
    }),
    page: z.string().optional().meta({ title: '点击后打开的小程序页面' }),
  }),
  address: MiniAddress,
  /** Which template the grant is for is seen when it is sent. */
  reach(contact, now, account) {
    const visitor = reachVisitor(contact, now, account)
    const granted = Object.values(contact.grants).some((left) => left > 0)
    return visitor.ok && !granted ? { ok: false, why: '没有可用的小程序订阅授权' } : visitor
  },
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.mini(address.appId)
    const { msgid } = await platform.call(messageSubscribeSend, {
      touser: address.openId,
      template_id: content.templateId,
      ...(content.page !== undefined && { page: content.page }),
      data: dataOf(content.fields),
    })
    return { kind: 'sent' as const, receipt: msgid ?? null }
  },
  ledger: ({ content: { templateId } }) => ({ kind: 'grant', template: templateId }),
  summary: ({ fields }) => withoutVariables(`订阅消息：${Object.values(fields).join(' / ')}`).slice(0, 80),
})
