import { z } from 'zod'
import type { OpenId } from '../../../shared/ids.ts'
import type { PassiveReply } from '../../../shared/passive-reply.ts'
import { messageCustomSend } from '../../platforms/wechat-oa/api/message-custom-send.ts'
import { defineChannel } from '../contract.ts'
import { oaMedia } from '../media-id.ts'
import { OaAddress, reachInWindow } from '../oa-address.ts'
import { senderAccount, WINDOW_OPEN } from '../sender-account.ts'
import { textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

const from = senderAccount('oa', WINDOW_OPEN)
const cover = oaMedia('封面', 'image')
const title = textUpTo(192).meta({ title: '标题' })
const description = z.string().max(200).default('').meta({ title: '描述' })

/** A text needs no `form`: what was published before there were others has none. */
const Text = z
  .object({
    form: z.literal('text').default('text'),
    ...from,
    text: textUpTo(2048).meta({ title: '回复内容', widget: 'textarea' }),
  })
  .meta({ title: '文字' })
const Image = z.object({ form: z.literal('image'), ...from, media: oaMedia('图片', 'image') }).meta({ title: '图片' })
const Voice = z.object({ form: z.literal('voice'), ...from, media: oaMedia('语音', 'voice') }).meta({ title: '语音' })
const Video = z
  .object({ form: z.literal('video'), ...from, media: oaMedia('视频', 'video'), cover, title, description })
  .meta({ title: '视频' })
const Music = z
  .object({
    form: z.literal('music'),
    ...from,
    title,
    description,
    url: z.url().meta({ title: '音乐地址', widget: 'url' }),
    hqUrl: z.url().optional().meta({ title: '高音质地址', widget: 'url' }),
    cover,
  })
  .meta({ title: '音乐' })
const Article = z.object({
  title,
  description,
  url: z.url().meta({ title: '链接', widget: 'url' }),
  picture: z.url().optional().meta({ title: '封面图地址', widget: 'url' }),
})
const News = z
  .object({
    form: z.literal('news'),
    ...from,
    articles: z.array(Article).min(1).max(8).meta({
      title: '文章',
      description: '回复对方发来的消息时，以及来不及即时回复时，对方只会收到第一篇',
    }),
  })
  .meta({ title: '图文' })
const Agent = z
  .object({
    form: z.literal('agent'),
    ...from,
    agent: z.string().trim().min(1).optional().meta({ title: '客服账号', description: '不填则由空闲的客服接待' }),
  })
  .meta({ title: '转人工客服' })
const Content = z.discriminatedUnion('form', [Text, Image, Voice, Video, Music, News, Agent])
type Content = z.output<typeof Content>

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
  content: Content,
  address: OaAddress,
  reach: reachInWindow,
  async deliver({ content, address }, platforms) {
    const fate = await platforms.held.answer(address, replyOf(content))
    if (fate === 'answered') return { kind: 'sent', receipt: PASSIVE }
    if (fate === 'lost') return { kind: 'unknown', why: '即时回复已写出，但连接中断' }
    // Only a callback hands a chat over.
    if (content.form === 'agent')
      return { kind: 'skipped', why: 'expired', says: '没有来得及在对方操作后几秒内转给人工客服' }
    const { platform } = await platforms.oa(address.appId)
    await platform.call(messageCustomSend, messageOf(content, address.openId))
    return { kind: 'sent', receipt: null }
  },
  ledger: ({ address: { appId }, receipt }) => (receipt === PASSIVE ? null : { kind: 'window', appId }),
  summary: (content) => withoutVariables(wordsOf(content)).slice(0, 80),
})

function replyOf(content: Content): PassiveReply {
  switch (content.form) {
    case 'text':
    case 'image':
    case 'voice':
      return content
    case 'video': {
      const { form, media, title, description } = content
      return { form, media, title, description }
    }
    case 'music':
      return { ...content, hqUrl: content.hqUrl ?? content.url }
    case 'news':
      return { form: 'news', articles: content.articles.map((one) => ({ ...one, picture: one.picture ?? '' })) }
    case 'agent':
      return { form: 'agent', agent: content.agent ?? null }
  }
}

/** The same as a customer-service message, which takes one article only (facts A6.1). */
function messageOf(content: Exclude<Content, { form: 'agent' }>, touser: OpenId) {
  switch (content.form) {
    case 'text':
      return { touser, msgtype: 'text' as const, text: { content: content.text } }
    case 'image':
      return { touser, msgtype: 'image' as const, image: { media_id: content.media } }
    case 'voice':
      return { touser, msgtype: 'voice' as const, voice: { media_id: content.media } }
    case 'video': {
      const { media, cover, title, description } = content
      return {
        touser,
        msgtype: 'video' as const,
        video: { media_id: media, thumb_media_id: cover, title, description },
      }
    }
    case 'music': {
      const { title, description, url, hqUrl = url, cover } = content
      const music = { title, description, musicurl: url, hqmusicurl: hqUrl, thumb_media_id: cover }
      return { touser, msgtype: 'music' as const, music }
    }
    case 'news': {
      const articles = content.articles
        .slice(0, 1)
        .map(({ title, description, url, picture = '' }) => ({ title, description, url, picurl: picture }))
      return { touser, msgtype: 'news' as const, news: { articles } }
    }
  }
}

function wordsOf(content: Content): string {
  switch (content.form) {
    case 'text':
      return content.text
    case 'image':
      return '图片'
    case 'voice':
      return '语音'
    case 'video':
      return `视频「${content.title}」`
    case 'music':
      return `音乐「${content.title}」`
    case 'news':
      return content.articles.map(({ title }) => title).join('、')
    case 'agent':
      return '转人工客服'
  }
}
