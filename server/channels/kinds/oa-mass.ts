import { z } from 'zod'
import { mediaUploadvideo } from '../../platforms/wechat-oa/api/media-uploadvideo.ts'
import { messageMassSend } from '../../platforms/wechat-oa/api/message-mass-send.ts'
import { defineChannel, type Platforms } from '../contract.ts'
import { mediaId, oaMedia } from '../media-id.ts'
import { OaAddress, reachFollower } from '../oa-address.ts'
import { sameForAll } from '../same-for-all.ts'
import { FOLLOWED_LAST, senderAccount } from '../sender-account.ts'
import { textUpTo } from '../text-limits.ts'

const from = senderAccount('oa', FOLLOWED_LAST)
const Content = z.discriminatedUnion('form', [
  z
    .object({ form: z.literal('text'), ...from, text: textUpTo(2048).meta({ title: '文字内容', widget: 'textarea' }) })
    .meta({ title: '文字' }),
  z
    .object({
      form: z.literal('article'),
      ...from,
      media: mediaId('图文素材 ID', '草稿箱或素材库中图文的 media_id'),
      evenIfReprint: z
        .boolean()
        .default(false)
        .meta({ title: '被判为转载时仍然群发', description: '关闭时，平台判为转载会停止群发' }),
    })
    .meta({ title: '图文' }),
  z
    .object({
      form: z.literal('image'),
      ...from,
      media: z
        .array(oaMedia('图片', 'image'))
        .min(1, '至少一张图片')
        .max(20, '最多 20 张图片')
        .meta({ title: '图片', description: '最多 20 张' }),
      recommend: z.string().max(200).optional().meta({ title: '推荐语' }),
    })
    .meta({ title: '图片' }),
  z.object({ form: z.literal('voice'), ...from, media: oaMedia('语音', 'voice') }).meta({ title: '语音' }),
  z
    .object({
      form: z.literal('video'),
      ...from,
      media: oaMedia('视频', 'video'),
      title: z.string().trim().min(1, '请填写标题').max(64).meta({ title: '标题' }),
      description: z.string().max(200).default('').meta({ title: '描述' }),
    })
    .meta({ title: '视频' }),
  z
    .object({
      form: z.literal('coupon'),
      ...from,
      card: z.string().trim().min(1, '请填写卡券 ID').meta({ title: '卡券 ID' }),
    })
    .meta({ title: '卡券' }),
])
type Content = z.output<typeof Content>

const MINUTE = 60_000

/**
 * One call for up to ten thousand followers of a certified service account; a hundred calls a day, four messages per
 * follower and calendar month (facts A7). The platform takes no call for one. It keeps `clientmsgid` for a day: a repeat
 * is answered with the first job.
 */
export default defineChannel({
  name: 'oa-mass',
  label: '公众号群发',
  audience: 'customer',
  reachable: '关注着已认证服务号的人；同样的内容攒两分钟一起发，至少两人',
  window: null,
  quota: { api: messageMassSend.path, per: 'day' },
  perPerson: { most: 4, per: 'month' },
  cost: null,
  receipts: ['delivered', 'failed'],
  instant: false,
  pickable: true,
  account: 'oa',
  repeat: 'keyed',
  content: sameForAll(Content),
  address: OaAddress,
  reach: reachFollower,
  deliver: async () => ({ kind: 'skipped', why: 'too-few' }),
  together: {
    senderOf: ({ address }) => ({ account: address.appId, staff: null }),
    most: 10_000,
    fewest: 2,
    gatherMs: 2 * MINUTE,
    async deliver({ content, addresses, key }, platforms) {
      const [first] = addresses
      if (!first) return []
      const { platform } = await platforms.oa(first.appId)
      const touser = addresses.map(({ openId }) => openId)
      const said = await bodyOf(content, platform)
      const { msg_id: job } = await platform.call(messageMassSend, { touser, clientmsgid: key, ...said })
      return addresses.map(() => ({ kind: 'sent' as const, receipt: job }))
    },
  },
  ledger: () => null,
  summary: summaryOf,
})

async function bodyOf(content: Content, platform: Awaited<ReturnType<Platforms['oa']>>['platform']) {
  switch (content.form) {
    case 'text':
      return { msgtype: 'text' as const, text: { content: content.text } }
    case 'article': {
      const send_ignore_reprint = content.evenIfReprint ? (1 as const) : (0 as const)
      return { msgtype: 'mpnews' as const, mpnews: { media_id: content.media }, send_ignore_reprint }
    }
    case 'image': {
      const { media, recommend } = content
      return { msgtype: 'image' as const, images: { media_ids: media, ...(recommend !== undefined && { recommend }) } }
    }
    case 'voice':
      return { msgtype: 'voice' as const, voice: { media_id: content.media } }
    case 'video': {
      const { media, title, description } = content
      const { media_id } = await platform.call(mediaUploadvideo, { media_id: media, title, description })
      return { msgtype: 'mpvideo' as const, mpvideo: { media_id } }
    }
    case 'coupon':
      return { msgtype: 'wxcard' as const, wxcard: { card_id: content.card } }
  }
}

function summaryOf(content: Content): string {
  switch (content.form) {
    case 'text':
      return content.text.slice(0, 80)
    case 'article':
      return '图文群发'
    case 'image':
      return `图片群发，${content.media.length} 张`
    case 'voice':
      return '语音群发'
    case 'video':
      return `视频群发：${content.title}`
    case 'coupon':
      return '卡券群发'
  }
}
