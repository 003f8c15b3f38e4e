import { z } from 'zod'
import { BotMessage } from '../../../shared/api/wechaty.ts'
import type { BotLink, Contact } from '../../../shared/contact.ts'
import { sendMessage } from '../../platforms/wechaty/api/send-message.ts'
import { type Delivery, defineChannel } from '../contract.ts'
import { withoutVariables } from '../without-variables.ts'

const Text = z
  .object({
    form: z.literal('text'),
    text: z.string().min(1).max(2000).meta({ title: '文字内容', widget: 'textarea' }),
  })
  .meta({ title: '文字' })
const Link = z
  .object({
    form: z.literal('link'),
    title: z.string().min(1).max(60).meta({ title: '标题' }),
    description: z.string().max(120).default('').meta({ title: '描述' }),
    url: z.url({ protocol: /^https?$/ }).meta({ title: '链接', widget: 'url' }),
    picture: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ title: '封面图地址', widget: 'url' }),
  })
  .meta({ title: '链接卡片' })
const Mini = z
  .object({
    form: z.literal('miniprogram'),
    title: z.string().min(1).max(60).meta({ title: '标题' }),
    appId: z.string().min(1).meta({ title: '小程序 AppID' }),
    username: z
      .string()
      .regex(/^gh_[0-9a-zA-Z]+$/, '小程序原始 ID 应以 gh_ 开头')
      .meta({ title: '小程序原始 ID', description: '以 gh_ 开头，在小程序后台「设置」里' }),
    page: z.string().min(1).meta({ title: '小程序页面' }),
    picture: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ title: '封面图地址', widget: 'url' }),
  })
  .meta({ title: '小程序卡片' })
const Picture = z
  .object({
    form: z.literal('picture'),
    picture: z.url({ protocol: /^https?$/ }).meta({ title: '图片地址', widget: 'url' }),
  })
  .meta({ title: '图片' })
const File = z
  .object({
    form: z.literal('file'),
    file: z.url({ protocol: /^https?$/ }).meta({ title: '文件地址', widget: 'url' }),
    name: z
      .string()
      .regex(/^[^/\\]{1,80}$/, '文件名不超过 80 个字，不能有斜线')
      .meta({ title: '文件名' }),
  })
  .meta({ title: '文件' })
const Content = z.discriminatedUnion('form', [Text, Link, Mini, Picture, File])

/** A personal WeChat account of the company, run through Wechaty: no official interface, so it keeps a person's rhythm. */
export default defineChannel({
  name: 'wechaty',
  label: '个人微信消息',
  audience: 'customer',
  reachable: '已加公司个人微信号为好友的人',
  window: null,
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: true,
  account: null,
  repeat: 'unsafe',
  content: Content,
  address: z.object({ bot: z.string().min(1), id: z.string().min(1) }),
  reach(contact) {
    const friend = newestFriend(contact)
    if (friend) return { ok: true, address: { bot: friend.bot, id: friend.id } }
    const why = contact.bots.length > 0 ? '不是个人微信号的好友，只在同一个群里' : '没有加过公司的个人微信号'
    return { ok: false, why }
  },
  async deliver({ content, address, key }, platforms): Promise<Delivery> {
    const platform = await platforms.wechaty()
    const message = BotMessage.parse(content)
    const reply = await platform.call(sendMessage, { bot: address.bot, to: address.id, key, message })
    if (reply.outcome === 'sent') return { kind: 'sent', receipt: reply.id }
    const reasons = { rhythm: 'rhythm', cap: 'quota', offline: 'offline' } as const
    return { kind: 'later', at: reply.at, why: reasons[reply.why] }
  },
  ledger: () => null,
  summary: (content) => withoutVariables(wordsOf(content)).slice(0, 80),
})

/** The account they were in touch with last. */
function newestFriend({ bots }: Contact): BotLink | undefined {
  return bots.filter(({ friend }) => friend).sort((a, b) => b.at.getTime() - a.at.getTime())[0]
}

function wordsOf(content: z.output<typeof Content>): string {
  switch (content.form) {
    case 'text':
      return content.text
    case 'link':
    case 'miniprogram':
      return content.title
    case 'picture':
      return '图片'
    case 'file':
      return `文件「${content.name}」`
  }
}
