import { z } from 'zod'
import { SMS_LONGEST, smsParts, smsText } from '../../providers/sms/length.ts'
import { defineChannel } from '../contract.ts'
import { PersonAddress } from '../person-address.ts'
import { fateOfAnswer } from '../provider-fates.ts'
import { withoutVariables } from '../without-variables.ts'

const Text = z
  .object({
    form: z.literal('text'),
    text: z
      .string()
      .trim()
      .min(1, '请填写内容')
      .max(400, '最多 400 字')
      .refine((text) => !/[【】]/.test(text), '内容里不用写【】签名，发送时自动加上')
      .meta({
        title: '内容',
        description: '自动加上【签名】，营销短信末尾加“拒收请回复T”；连同这些超过 70 字时按每 67 字一条计费',
        widget: 'textarea',
      }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ title: '链接', description: '换成短链接放在内容末尾', widget: 'url' }),
  })
  .meta({ title: '自由文本' })

const Template = z
  .object({
    form: z.literal('template'),
    templateId: z.string().trim().min(1, '请填写模板编号').max(64).meta({ title: '模板编号' }),
    params: z
      .record(
        z.string().regex(/^\w{1,20}$/, '变量名只能是字母、数字和下划线'),
        z.string().min(1, '请填写变量的值').max(35, '变量最多 35 字'),
      )
      .default({})
      .meta({ title: '模板变量', description: '腾讯云按变量名 1、2、3 的顺序填入' }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ title: '链接', widget: 'url' }),
    urlParam: z
      .string()
      .regex(/^\w{1,20}$/)
      .optional()
      .meta({ title: '放链接的变量', description: '模板里写“本站地址/s/变量”，这个变量填入短链接的编号' }),
  })
  .refine(({ url, urlParam }) => (url === undefined) === (urlParam === undefined), {
    message: '链接和放链接的变量要一起填写',
  })
  .meta({ title: '已审核的模板' })

/** Signature and way out are not known here: the number of parts is meant for a first look. */
const aboutParts = (text: string) => smsParts(smsText({ signName: '某某公司', text, marketing: true })).parts

/** Neither of the two clouds drops a repeat: what left without an answer is never sent again. */
export default defineChannel({
  name: 'sms',
  label: '短信',
  audience: 'customer',
  reachable: '有手机号的人',
  window: null,
  quota: null,
  perPerson: null,
  cost: 5,
  receipts: ['delivered', 'failed', 'clicked', 'replied'],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'unsafe',
  content: z.discriminatedUnion('form', [Template, Text]),
  address: PersonAddress,
  reach: (contact) =>
    contact.phoneMasked === null
      ? { ok: false, why: '没有手机号' }
      : { ok: true, address: PersonAddress.parse({ contact: contact.id }) },

  async deliver({ content, address, key, marketing, now }, { providers, people, links }) {
    const { sms, signName } = providers
    if (sms === null) return { kind: 'refused', why: '还没有接入短信服务商' }
    const phone = await people.phoneOf(address.contact)
    if (phone === null) return { kind: 'skipped', why: 'not-reachable', says: '手机号已被删除' }
    const link = content.url === undefined ? null : await links.shorten(content.url)
    if (content.form === 'template') {
      const { templateId, params, urlParam } = content
      const all = urlParam === undefined || link === null ? params : { ...params, [urlParam]: link.code }
      return fateOfAnswer(await sms.send({ phone, key, body: { form: 'template', templateId, params: all } }), now)
    }
    // A space on both sides, so that phones know where the address ends.
    const written = link === null ? content.text : `${content.text} ${link.address} `
    const text = smsText({ signName, text: written, marketing })
    if (text.length > SMS_LONGEST) return { kind: 'refused', why: `短信连同签名和链接超过 ${SMS_LONGEST} 字` }
    return fateOfAnswer(await sms.send({ phone, key, body: { form: 'text', text } }), now)
  },

  ledger: () => null,
  summary(content) {
    if (content.form === 'template') {
      return withoutVariables(`短信模板 ${content.templateId}：${Object.values(content.params).join(' / ')}`).slice(
        0,
        80,
      )
    }
    const text = withoutVariables(content.text)
    const parts = aboutParts(text)
    return `短信${parts > 1 ? `（约 ${parts} 条计费）` : ''}：${text}`.slice(0, 80)
  },
})
