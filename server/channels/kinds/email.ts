import { z } from 'zod'
import { defineChannel } from '../contract.ts'
import { PersonAddress } from '../person-address.ts'
import { fateOfAnswer } from '../provider-fates.ts'
import { withoutVariables } from '../without-variables.ts'

const MAX_BYTES = 100 * 1024
/** No mail program runs these, and filters take a mail that holds them for an attack. */
const FORBIDDEN = /<\s*(?:script|iframe|object|embed|form|base|meta)\b|\son\w+\s*=|javascript:/i

const pixel = (address: string) => `<img src="${address}" width="1" height="1" alt="" style="border:0">`
const footer = (address: string) =>
  `<p style="margin-top:32px;color:#646A73;font-size:12px">不想再收到这类邮件？<a href="${address}">点这里退订</a></p>`

export default defineChannel({
  name: 'email',
  label: '邮件',
  audience: 'customer',
  reachable: '有邮箱的人；是否打开按图片加载推算，只作参考：不显示图片的邮箱不算，自动预览的会多算',
  window: null,
  quota: null,
  perPerson: null,
  cost: null,
  // Opened by whoever fetches the pictures: some mail services do so before anybody looks, some programs never.
  receipts: ['failed', 'opened', 'clicked'],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'unsafe',
  content: z.object({
    subject: z
      .string()
      .trim()
      .min(1, '请填写主题')
      .max(60, '主题最多 60 字')
      .refine((text) => !/[\r\n]/.test(text), '主题不能换行')
      .meta({ title: '主题' }),
    html: z
      .string()
      .trim()
      .min(1, '请填写正文')
      .refine((text) => new TextEncoder().encode(text).length <= MAX_BYTES, '正文最多 100 KB，更大的邮件会被邮箱折叠')
      .refine((text) => !FORBIDDEN.test(text), '正文里不能有脚本、表单和内嵌页面')
      .meta({ title: '正文', description: 'HTML，可使用变量；营销邮件末尾自动加上退订链接', widget: 'textarea' }),
  }),
  address: PersonAddress,
  /** The profile shows a masked address where there is one; another address than the one that came back is tried anew. */
  reach(contact) {
    const { email, emailBounced } = contact.attributes
    if (typeof email !== 'string' || email === '') return { ok: false, why: '没有邮箱' }
    if (email === emailBounced) return { ok: false, why: '邮箱不存在或已停用，上次的邮件被退回' }
    return { ok: true, address: PersonAddress.parse({ contact: contact.id }) }
  },

  async deliver({ content, address, key, marketing, now }, { providers, people, links }) {
    if (providers.email === null) return { kind: 'refused', why: '还没有接入邮件服务器' }
    const to = await people.emailOf(address.contact)
    if (to === null) return { kind: 'skipped', why: 'not-reachable', says: '邮箱已被删除' }
    const unsubscribe = marketing ? links.unsubscribe({ contact: address.contact, channel: 'email' }) : null
    const html = content.html + (unsubscribe === null ? '' : footer(unsubscribe)) + pixel(links.pixel(key))
    return fateOfAnswer(await providers.email.send({ to, subject: content.subject, html, key, unsubscribe }), now)
  },

  ledger: () => null,
  summary: ({ subject }) => withoutVariables(`邮件：${subject}`).slice(0, 80),
})
