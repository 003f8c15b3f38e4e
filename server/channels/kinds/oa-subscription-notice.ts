import { z } from 'zod'
import { messageSubscribeBizsend } from '../../platforms/wechat-oa/api/message-subscribe-bizsend.ts'
import { defineChannel } from '../contract.ts'
import { OaAddress, reachGranted } from '../oa-address.ts'
import { FOLLOWED_LAST, senderAccount } from '../sender-account.ts'
import { dataOf, TemplateFields } from '../template-fields.ts'
import { withoutVariables } from '../without-variables.ts'

/** One accept in an article or a web page pays for one notice; whoever accepted need not follow (facts A5). */
export default defineChannel({
  name: 'oa-subscription-notice',
  label: '公众号订阅通知',
  audience: 'customer',
  reachable: '在公众号文章或网页里授权过订阅通知的人，一次授权发一条',
  window: null,
  quota: { api: messageSubscribeBizsend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['delivered', 'failed', 'clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'oa',
  repeat: 'unsafe',
  content: z.object({
    ...senderAccount('oa', FOLLOWED_LAST),
    templateId: z.string().min(1, '请选择模板').meta({ title: '模板', widget: 'template', templates: 'notice' }),
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
  /** Which template the grant is for is seen when it is sent. */
  reach: reachGranted,
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.oa(address.appId)
    const { templateId, fields, url, miniprogram } = content
    const { msgid } = await platform.call(messageSubscribeBizsend, {
      touser: address.openId,
      template_id: templateId,
      data: dataOf(fields),
      ...(url !== undefined && { page: url }),
      ...(miniprogram && { miniprogram: { appid: miniprogram.appId, pagepath: miniprogram.page } }),
    })
    return { kind: 'sent', receipt: msgid ?? null }
  },
  ledger: ({ content: { templateId } }) => ({ kind: 'grant', template: templateId }),
  summary: ({ fields }) => withoutVariables(`订阅通知：${Object.values(fields).join(' / ')}`).slice(0, 80),
})
