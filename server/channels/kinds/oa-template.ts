import { createHash } from 'node:crypto'
import { z } from 'zod'
import { messageTemplateSend } from '../../platforms/wechat-oa/api/message-template-send.ts'
import { defineChannel } from '../contract.ts'
import { OaAddress, reachFollower } from '../oa-address.ts'

/** Limits of typed fields (facts B4): longer values are refused by the platform with 47003. */
const LIMITS: readonly [RegExp, number][] = [
  [/^thing\d+$/, 20],
  [/^(number|letter|character_string)\d+$/, 32],
  [/^phrase\d+$/, 5],
  [/^name\d+$/, 20],
  [/^phone_number\d+$/, 17],
  [/^car_number\d+$/, 8],
]
const limitOf = (field: string) => LIMITS.find(([pattern]) => pattern.test(field))?.[1] ?? 200

const Fields = z.record(z.string(), z.string().trim().min(1, '模板字段不能为空')).superRefine((fields, context) => {
  for (const [name, value] of Object.entries(fields)) {
    const limit = limitOf(name)
    if ([...value].length > limit) context.addIssue({ code: 'custom', path: [name], message: `最多 ${limit} 个字` })
    if (/[\r\n]/.test(value)) context.addIssue({ code: 'custom', path: [name], message: '不能换行' })
  }
})

export default defineChannel({
  name: 'oa-template',
  label: '公众号模板消息',
  audience: 'customer',
  pickable: true,
  account: 'oa',
  repeat: 'keyed',
  content: z.object({
    templateId: z.string().min(1, '请选择模板').meta({ title: '模板', widget: 'template' }),
    fields: Fields.meta({ title: '模板内容', description: '每个字段的内容,可使用变量', widget: 'template-fields' }),
    url: z.url().optional().meta({ title: '点击后打开的网页', widget: 'url' }),
    miniprogram: z
      .object({
        appId: z.string().min(1).meta({ title: '小程序 AppID' }),
        page: z.string().min(1).meta({ title: '小程序页面' }),
      })
      .optional()
      .meta({ title: '点击后打开的小程序', description: '与网页同时填写时,打开小程序' }),
  }),
  address: OaAddress,
  reach: (contact, now) => reachFollower(contact, 'oa-template', now),
  async deliver({ content, address, key }, platforms) {
    const { platform } = await platforms.oa(address.appId)
    const { url, miniprogram } = content
    const { msgid } = await platform.call(messageTemplateSend, {
      touser: address.openId,
      template_id: content.templateId,
      client_msg_id: createHash('sha256').update(key).digest('hex').slice(0, 32),
      data: Object.fromEntries(Object.entries(content.fields).map(([name, value]) => [name, { value }])),
      ...(url !== undefined && { url }),
      ...(miniprogram && { miniprogram: { appid: miniprogram.appId, pagepath: miniprogram.page } }),
    })
    return { kind: 'sent', receipt: msgid }
  },
  summary: ({ fields }) => `模板消息:${Object.values(fields).join(' / ')}`.slice(0, 80),
})
