import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { scopeOf, userIdOf } from '../../../shared/staff-id.ts'
import { messageSend } from '../../platforms/wecom/api/message-send.ts'
import { type Delivery, defineChannel } from '../contract.ts'
import { wecomMedia } from '../media-id.ts'
import { optionalTextUpTo, textUpTo } from '../text-limits.ts'
import { Card, ChoicesCard, cardOf, NewsCard, VoteCard } from '../wecom-card.ts'

const url = z
  .url()
  .refine((text) => new TextEncoder().encode(text).length <= 2048, { message: '链接最多 2048 字节' })
  .meta({ title: '点击后打开', widget: 'url' })
/** An emoji is one character to the platform. */
const charsBetween = (least: number, most: number) =>
  z.string().refine((text) => [...text].length >= least && [...text].length <= most, {
    message: `要 ${least}–${most} 个字`,
  })
const fileOf = <const F extends 'image' | 'voice' | 'file'>(form: F, title: string) =>
  z.object({ form: z.literal(form), media: wecomMedia(title, form) }).meta({ title })

/** Every kind of facts C5.1 but the legacy task card; lengths are unconfirmed [U]. */
const Content = z.discriminatedUnion('form', [
  z
    .object({
      form: z.literal('text-card'),
      title: textUpTo(128).meta({ title: '标题' }),
      description: textUpTo(512).meta({ title: '内容', widget: 'textarea' }),
      url,
      button: z.string().min(1).max(4).default('详情').meta({ title: '按钮文字' }),
    })
    .meta({ title: '文本卡片' }),
  Card,
  NewsCard,
  VoteCard,
  ChoicesCard,
  z.object({ form: z.literal('text'), text: textUpTo(2048).meta({ title: '文字', widget: 'textarea' }) }),
  z.object({ form: z.literal('markdown'), text: textUpTo(2048).meta({ title: 'Markdown', widget: 'textarea' }) }),
  fileOf('image', '图片'),
  fileOf('voice', '语音'),
  fileOf('file', '文件'),
  z.object({
    form: z.literal('video'),
    media: wecomMedia('视频', 'video'),
    title: optionalTextUpTo(128).meta({ title: '标题' }),
    description: optionalTextUpTo(512).meta({ title: '描述' }),
  }),
  z.object({
    form: z.literal('news'),
    articles: z
      .array(
        z.object({
          title: textUpTo(128).meta({ title: '标题' }),
          description: optionalTextUpTo(512).meta({ title: '描述' }),
          url,
          picture: z.url().optional().meta({ title: '封面图地址' }),
        }),
      )
      .min(1)
      .max(8),
  }),
  z.object({
    form: z.literal('kept-news'),
    articles: z
      .array(
        z.object({
          title: textUpTo(128).meta({ title: '标题' }),
          cover: wecomMedia('封面', 'image'),
          author: optionalTextUpTo(64).meta({ title: '作者' }),
          original: z.url().optional().meta({ title: '原文链接' }),
          html: textUpTo(666 * 1024).meta({ title: '正文', widget: 'textarea' }),
          digest: optionalTextUpTo(512).meta({ title: '摘要' }),
        }),
      )
      .min(1)
      .max(8),
  }),
  z.object({
    form: z.literal('mini-notice'),
    appId: z.string().min(1).meta({ title: '小程序 AppID' }),
    page: z.string().optional().meta({ title: '小程序页面' }),
    title: charsBetween(4, 12).meta({ title: '标题' }),
    description: charsBetween(4, 12).optional().meta({ title: '副标题' }),
    facts: z
      .array(z.object({ name: z.string().min(1).max(10), value: z.string().min(1).max(30) }))
      .max(10)
      .default([]),
  }),
])
type Content = z.output<typeof Content>

/** What may be updated by its response code, or comes back with a member's click, is one member's. */
const personal: ReadonlySet<Content['form']> = new Set(['card', 'news-card', 'vote-card', 'choices-card'])

export default defineChannel({
  name: 'wecom-app',
  label: '企业微信应用消息',
  audience: 'staff',
  reachable: '应用可见范围内的员工',
  window: null,
  quota: { api: messageSend.path, per: 'day' },
  perPerson: null,
  // Of one app to one member (facts C1.2); a userid is the same in large and small letters (C5.1).
  perAddressee: {
    limits: [
      { per: 'minute', most: 30 },
      { per: 'hour', most: 1000 },
    ],
    whoOf: ({ staff }) => staff.toLowerCase(),
  },
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
  together: {
    senderOf: ({ content, address }) =>
      personal.has(content.form) ? null : { account: scopeOf(address.staff), staff: null },
    most: 1000,
    fewest: 1,
    gatherMs: 0,
    async deliver({ content, addresses }, platforms) {
      const { platform, agentId } = await platforms.wecom(addresses[0]?.staff ?? null)
      const members = addresses.map(({ staff }) => userIdOf(staff))
      const to = { touser: members.join('|'), agentid: Number(agentId) }
      const { invaliduser, unlicenseduser, msgid = null } = await platform.call(messageSend, messageOf(content, to))
      // The platform gives them back in small letters (facts C5.1).
      const out = new Set(`${invaliduser}|${unlicenseduser}`.toLowerCase().split('|'))
      return members.map(
        (member): Delivery =>
          out.has(member.toLowerCase()) ? { kind: 'skipped', why: 'not-reachable' } : { kind: 'sent', receipt: msgid },
      )
    },
  },
  ledger: () => null,
  summary: (content) => summaryOf(content).slice(0, 80),
})

function messageOf(content: Content, to: { touser: string; agentid: number }) {
  switch (content.form) {
    case 'text-card': {
      const { title, description, url, button } = content
      return { ...to, msgtype: 'textcard' as const, textcard: { title, description, url, btntxt: button } }
    }
    case 'card':
    case 'news-card':
    case 'vote-card':
    case 'choices-card':
      return { ...to, msgtype: 'template_card' as const, template_card: cardOf(content) }
    case 'text':
      return { ...to, msgtype: 'text' as const, text: { content: content.text } }
    case 'markdown':
      return { ...to, msgtype: 'markdown' as const, markdown: { content: content.text } }
    case 'image':
      return { ...to, msgtype: 'image' as const, image: { media_id: content.media } }
    case 'voice':
      return { ...to, msgtype: 'voice' as const, voice: { media_id: content.media } }
    case 'file':
      return { ...to, msgtype: 'file' as const, file: { media_id: content.media } }
    case 'video': {
      const { media, title, description } = content
      return { ...to, msgtype: 'video' as const, video: { media_id: media, title, description } }
    }
    case 'news': {
      const articles = content.articles.map(({ picture, ...article }) => ({ ...article, picurl: picture }))
      return { ...to, msgtype: 'news' as const, news: { articles } }
    }
    case 'kept-news': {
      const articles = content.articles.map(({ title, cover, author, original, html, digest }) => ({
        ...{ title, author, digest, content: html },
        ...{ thumb_media_id: cover, content_source_url: original },
      }))
      return { ...to, msgtype: 'mpnews' as const, mpnews: { articles } }
    }
    case 'mini-notice': {
      const { appId, page, title, description, facts } = content
      const content_item = facts.map(({ name, value }) => ({ key: name, value }))
      const notice = { appid: appId, page, title, description, content_item }
      return { ...to, msgtype: 'miniprogram_notice' as const, miniprogram_notice: notice }
    }
  }
}

function summaryOf(content: Content): string {
  switch (content.form) {
    case 'text':
    case 'markdown':
      return content.text
    case 'image':
      return '图片'
    case 'voice':
      return '语音'
    case 'file':
      return '文件'
    case 'video':
      return content.title ?? '视频'
    case 'news':
    case 'kept-news':
      return content.articles[0]?.title ?? '图文'
    default:
      return content.title
  }
}
