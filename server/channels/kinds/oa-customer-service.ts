import { z } from 'zod'
import type { OpenId } from '../../../shared/ids.ts'
import { messageCustomSend } from '../../platforms/wechat-oa/api/message-custom-send.ts'
import { defineChannel } from '../contract.ts'
import { oaMedia } from '../media-id.ts'
import { OaAddress, reachInWindow } from '../oa-address.ts'
import { senderAccount, WINDOW_OPEN } from '../sender-account.ts'
import { showTyping } from '../show-typing.ts'
import { textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

/** Through which account, and in whose name it is said: the account's own without an agent. */
const from = {
  ...senderAccount('oa', WINDOW_OPEN),
  agent: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/, '要写成 客服帐号@公众号微信号')
    .optional()
    .meta({ title: '客服帐号', description: '以这位客服的名义发送，例如 test1@test' }),
  typing: z
    .boolean()
    .default(false)
    .meta({ title: '先显示「正在输入」', description: '对方 30 秒内有过互动时才显示；显示不了也照常发送' }),
}
const description = z.string().max(200).default('').meta({ title: '描述' })
const address = (title: string) => z.url().meta({ title, widget: 'url' })

/** Every kind of facts A6.1; mpnews is there as the published article that replaces it. */
const Content = z.discriminatedUnion('form', [
  z
    .object({
      form: z.literal('text'),
      text: textUpTo(2048).meta({ title: '文字内容', widget: 'textarea' }),
      ...from,
    })
    .meta({ title: '文字' }),
  z
    .object({
      form: z.literal('link'),
      title: textUpTo(192).meta({ title: '标题' }),
      description,
      url: address('链接'),
      picture: address('封面图地址').optional(),
      ...from,
    })
    .meta({ title: '图文链接' }),
  z
    .object({
      form: z.literal('miniprogram'),
      title: textUpTo(192).meta({ title: '标题' }),
      appId: z.string().min(1).meta({ title: '小程序 AppID' }),
      page: z.string().min(1).meta({ title: '小程序页面' }),
      cover: oaMedia('封面', 'image'),
      ...from,
    })
    .meta({ title: '小程序卡片' }),
  z.object({ form: z.literal('image'), media: oaMedia('图片', 'image'), ...from }).meta({ title: '图片' }),
  z.object({ form: z.literal('voice'), media: oaMedia('语音', 'voice'), ...from }).meta({ title: '语音' }),
  z
    .object({
      form: z.literal('video'),
      media: oaMedia('视频', 'video'),
      cover: oaMedia('封面', 'image'),
      title: z.string().max(64).optional().meta({ title: '标题' }),
      description: z.string().max(200).optional().meta({ title: '描述' }),
      ...from,
    })
    .meta({ title: '视频' }),
  z
    .object({
      form: z.literal('music'),
      title: z.string().max(64).optional().meta({ title: '标题' }),
      description: z.string().max(200).optional().meta({ title: '描述' }),
      music: address('音乐地址'),
      hqMusic: address('高品质音乐地址').optional().meta({ description: 'Wi-Fi 环境下优先播放；不填时与音乐地址相同' }),
      cover: oaMedia('封面', 'image'),
      ...from,
    })
    .meta({ title: '音乐' }),
  z
    .object({
      form: z.literal('article'),
      article: z.string().min(1, '请填写文章 ID').meta({ title: '文章 ID', description: '已发布图文的 article_id' }),
      ...from,
    })
    .meta({ title: '已发布的图文' }),
  z
    .object({
      form: z.literal('menu'),
      head: textUpTo(1024).meta({ title: '问题', widget: 'textarea' }),
      choices: z
        .array(
          z.object({
            id: z.string().min(1).max(32).meta({ title: '编号', description: '对方点选后随消息回来' }),
            text: textUpTo(128).meta({ title: '选项' }),
          }),
        )
        .min(1)
        .max(10)
        .refine((choices) => new Set(choices.map(({ id }) => id)).size === choices.length, {
          message: '选项编号不能重复',
        })
        .meta({ title: '选项' }),
      tail: z.string().max(200).default('').meta({ title: '结尾' }),
      ...from,
    })
    .meta({ title: '菜单消息' }),
  z
    .object({ form: z.literal('coupon'), card: z.string().min(1).meta({ title: '卡券 ID' }), ...from })
    .meta({ title: '卡券' }),
])
type Content = z.output<typeof Content>

export default defineChannel({
  name: 'oa-customer-service',
  label: '公众号客服消息',
  audience: 'customer',
  reachable: '关注着公众号、且刚与公众号互动过的人',
  window: '对方发来消息后 48 小时内，或关注、扫码、点击菜单后 1 分钟内',
  quota: { api: messageCustomSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'oa',
  repeat: 'unsafe',
  content: Content,
  address: OaAddress,
  reach: reachInWindow,
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.oa(address.appId)
    if (content.typing) await showTyping({ platform, pause: platforms.pause }, address.openId)
    const agent = content.agent === undefined ? {} : { customservice: { kf_account: content.agent } }
    await platform.call(messageCustomSend, { ...bodyOf(content, address.openId), ...agent })
    return { kind: 'sent', receipt: null }
  },
  ledger: ({ address: { appId } }) => ({ kind: 'window', appId }),
  summary: (content) => withoutVariables(summaryOf(content)).slice(0, 80),
})

function bodyOf(content: Content, touser: OpenId) {
  switch (content.form) {
    case 'text':
      return { touser, msgtype: 'text' as const, text: { content: content.text } }
    case 'link': {
      const { title, description, url, picture = '' } = content
      return { touser, msgtype: 'news' as const, news: { articles: [{ title, description, url, picurl: picture }] } }
    }
    case 'miniprogram': {
      const { title, appId, page, cover } = content
      const miniprogrampage = { title, appid: appId, pagepath: page, thumb_media_id: cover }
      return { touser, msgtype: 'miniprogrampage' as const, miniprogrampage }
    }
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
      const { title, description, music, hqMusic = music, cover } = content
      const sound = { title, description, musicurl: music, hqmusicurl: hqMusic, thumb_media_id: cover }
      return { touser, msgtype: 'music' as const, music: sound }
    }
    case 'article':
      return { touser, msgtype: 'mpnewsarticle' as const, mpnewsarticle: { article_id: content.article } }
    case 'menu': {
      const { head, choices, tail } = content
      const list = choices.map(({ id, text }) => ({ id, content: text }))
      return { touser, msgtype: 'msgmenu' as const, msgmenu: { head_content: head, list, tail_content: tail } }
    }
    case 'coupon':
      return { touser, msgtype: 'wxcard' as const, wxcard: { card_id: content.card } }
  }
}

function summaryOf(content: Content): string {
  switch (content.form) {
    case 'text':
      return content.text
    case 'link':
    case 'miniprogram':
      return content.title
    case 'menu':
      return content.head
    case 'image':
      return '图片'
    case 'voice':
      return '语音'
    case 'video':
      return `视频${content.title === undefined ? '' : `：${content.title}`}`
    case 'music':
      return `音乐${content.title === undefined ? '' : `：${content.title}`}`
    case 'article':
      return '已发布的图文'
    case 'coupon':
      return '卡券'
  }
}
