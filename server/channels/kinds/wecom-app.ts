import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import { messageSend } from '../../platforms/wecom/api/message-send.ts'
import type { TemplateCard } from '../../platforms/wecom/template-card.ts'
import { defineChannel } from '../contract.ts'
import { textUpTo } from '../text-limits.ts'

const TextCard = z
  .object({
    form: z.literal('text-card'),
    title: textUpTo(128).meta({ title: '标题' }),
    description: textUpTo(512).meta({ title: '内容', widget: 'textarea' }),
    url: z.url().meta({ title: '点击后打开', widget: 'url' }),
    button: z.string().min(1).max(4).default('详情').meta({ title: '按钮文字' }),
  })
  .meta({ title: '文本卡片' })

/** With buttons a `button_interaction` card, without a `text_notice`, which then needs an address to open. */
const Card = z
  .object({
    form: z.literal('card'),
    source: z.string().max(13).optional().meta({ title: '来源' }),
    title: z.string().min(1).max(36).meta({ title: '标题' }),
    description: z.string().max(44).optional().meta({ title: '副标题' }),
    text: z.string().max(160).optional().meta({ title: '正文' }),
    facts: z
      .array(z.object({ name: z.string().min(1).max(5), value: z.string().min(1).max(30) }))
      .max(6)
      .default([]),
    url: z.url().optional().meta({ title: '点击后打开', widget: 'url' }),
    buttons: z
      .array(
        z.object({
          key: z.string().min(1).max(1024),
          text: z.string().min(1).max(10),
          style: z.number().int().min(1).max(4).default(1),
        }),
      )
      .max(6)
      .default([]),
    /** Unique in the app; comes back with every click. An alert's id. */
    task: z.string().regex(/^[0-9a-zA-Z_\-@]{1,128}$/),
  })
  .refine(({ url, buttons }) => url !== undefined || buttons.length > 0, { message: '没有按钮的卡片需要填写链接' })
  .meta({ title: '按钮卡片' })

const Content = z.discriminatedUnion('form', [TextCard, Card])
type Content = z.output<typeof Content>

export default defineChannel({
  name: 'wecom-app',
  label: '企业微信应用消息',
  audience: 'staff',
  reachable: '应用可见范围内的员工',
  window: null,
  quota: { api: messageSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: [],
  instant: false,
  pickable: false,
  account: 'wecom',
  repeat: 'keyed',
  content: Content,
  address: z.object({ staff: StaffId }),
  reach: () => ({ ok: false, why: '应用消息只发给员工' }),
  async deliver({ content, address }, platforms) {
    const { platform, agentId } = await platforms.wecom(address.staff)
    const to = { touser: userIdOf(address.staff), agentid: Number(agentId) }
    const reply = await platform.call(messageSend, messageOf(content, to))
    // errcode 0 all the same: the names of those who got nothing are in the reply.
    if (reply.invaliduser !== '' || reply.unlicenseduser !== '') return { kind: 'skipped', why: 'not-reachable' }
    const { msgid = null, response_code: responseCode } = reply
    return { kind: 'sent', receipt: msgid, ...(responseCode !== undefined && { responseCode }) }
  },
  ledger: () => null,
  summary: ({ title }) => title,
})

function messageOf(content: Content, to: { touser: string; agentid: number }) {
  switch (content.form) {
    case 'text-card': {
      const { title, description, url, button } = content
      return { ...to, msgtype: 'textcard' as const, textcard: { title, description, url, btntxt: button } }
    }
    case 'card':
      return { ...to, msgtype: 'template_card' as const, template_card: cardOf(content) }
  }
}

function cardOf({
  source,
  title,
  description,
  text,
  facts,
  url,
  buttons,
  task,
}: Extract<Content, { form: 'card' }>): TemplateCard {
  const shared = {
    ...(source !== undefined && { source: { desc: source, desc_color: 0 } }),
    main_title: { title, ...(description !== undefined && { desc: description }) },
    ...(text !== undefined && { sub_title_text: text }),
    horizontal_content_list: facts.map(({ name, value }) => ({ keyname: name, value })),
    task_id: task,
  }
  if (buttons.length === 0) {
    return { card_type: 'text_notice', ...shared, card_action: { type: 1, url: url ?? '' } }
  }
  return {
    card_type: 'button_interaction',
    ...shared,
    ...(url !== undefined && { card_action: { type: 1 as const, url } }),
    button_list: buttons,
  }
}
