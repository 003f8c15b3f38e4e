import { createHash } from 'node:crypto'
import { z } from 'zod'
import { messageTemplateSend } from '../../platforms/wechat-oa/api/message-template-send.ts'
import { defineChannel } from '../contract.ts'
import { OaAddress, reachFollower } from '../oa-address.ts'
import { FOLLOWED_LAST, senderAccount } from '../sender-account.ts'
import { dataOf, TemplateFields } from '../template-fields.ts'
import { withoutVariables } from '../without-variables.ts'

export default defineChannel({
  name: 'oa-template',
  label: '公众号模板消息',
  audience: 'customer',
  reachable: '关注着公众号的人',
  window: null,
  quota: { api: messageTemplateSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['delivered', 'failed', 'clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'oa',
  repeat: 'keyed',
  content: z.object({
    ...senderAccount('oa', FOLLOWED_LAST),
    templateId: z.string().min(1, '请选择模板').meta({ title: '模板', widget: 'template' }),
    fields: TemplateFields.meta({
      title: '模板内容',
      description: '每个字段的内容，可使用变量',
      widget: 'template-fields',
    }),
    url: z.url().optional().meta({ title: '点击后打开的网页', widget: 'url' }),
    miniprogram: z
      .object({
        appId: z.string().min(1).meta({ title: '小程序 AppID' }),
        page: z.string().min(1).meta({ title: '小程序页面' }),
      })
      .optional()
      .meta({ title: '点击后打开的小程序', description: '与网页同时填写时，打开小程序' }),
  }),
  address: OaAddress,
  reach: reachFollower,
  async deliver({ content, address, key }, platforms) {
    const { platform } = await platforms.oa(address.appId)
    const { url, miniprogram } = content
    const { msgid } = await platform.call(messageTemplateSend, {
      touser: address.openId,
      template_id: content.templateId,
      client_msg_id: createHash('sha256').update(key).digest('hex').slice(0, 32),
      data: dataOf(content.fields),
      ...(url !== undefined && { url }),
      ...(miniprogram && { miniprogram: { appid: miniprogram.appId, pagepath: miniprogram.page } }),
    })
    return { kind: 'sent', receipt: msgid }
  },
  ledger: () => null,
  summary: ({ fields }) => withoutVariables(`模板消息：${Object.values(fields).join(' / ')}`).slice(0, 80),
})
