import { z } from 'zod'
import { messageCustomSend } from '../../platforms/wechat-mini/api/message-custom-send.ts'
import { defineChannel } from '../contract.ts'
import { miniMedia } from '../media-id.ts'
import { MiniAddress, reachVisitor } from '../mini-address.ts'
import { SEEN_LAST, senderAccount } from '../sender-account.ts'
import { textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

const from = senderAccount('mini', SEEN_LAST)
/** The four kinds of facts B5; a page of the mini-program itself needs no appid. */
const Content = z.discriminatedUnion('form', [
  z
    .object({ form: z.literal('text'), ...from, text: textUpTo(2048).meta({ title: '文字内容', widget: 'textarea' }) })
    .meta({ title: '文字' }),
  z.object({ form: z.literal('image'), ...from, media: miniMedia('图片', 'image') }).meta({ title: '图片' }),
  z
    .object({
      form: z.literal('link'),
      ...from,
      title: textUpTo(192).meta({ title: '标题' }),
      description: z.string().max(200).default('').meta({ title: '描述' }),
      url: z.url().meta({ title: '链接', widget: 'url' }),
      picture: z.url().meta({ title: '封面图地址', widget: 'url' }),
    })
    .meta({ title: '图文链接' }),
  z
    .object({
      form: z.literal('page'),
      ...from,
      title: textUpTo(192).meta({ title: '标题' }),
      page: z.string().min(1).meta({ title: '小程序页面' }),
      cover: miniMedia('封面', 'image'),
    })
    .meta({ title: '小程序页面' }),
])
type Content = z.output<typeof Content>

export default defineChannel({
  name: 'mini-customer-service',
  label: '小程序客服消息',
  audience: 'customer',
  reachable: '刚在小程序客服会话里说过话、或刚进入会话的人',
  window: '对方发来消息后 48 小时内最多 5 条，或进入客服会话后 1 分钟内最多 2 条',
  quota: { api: messageCustomSend.path, per: 'day' },
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'mini',
  repeat: 'unsafe',
  content: Content,
  address: MiniAddress,
  /** The window is the platform's to know: it tells when it is closed. */
  reach: reachVisitor,
  async deliver({ content, address }, platforms) {
    const { platform } = await platforms.mini(address.appId)
    await platform.call(messageCustomSend, { touser: address.openId, ...bodyOf(content) })
    return { kind: 'sent', receipt: null }
  },
  ledger: () => null,
  summary: (content) => withoutVariables(summaryOf(content)).slice(0, 80),
})

function bodyOf(content: Content) {
  switch (content.form) {
    case 'text':
      return { msgtype: 'text' as const, text: { content: content.text } }
    case 'image':
      return { msgtype: 'image' as const, image: { media_id: content.media } }
    case 'link': {
      const { title, description, url, picture } = content
      return { msgtype: 'link' as const, link: { title, description, url, thumb_url: picture } }
    }
    case 'page': {
      const { title, page, cover } = content
      const miniprogrampage = { title, pagepath: page, thumb_media_id: cover }
      return { msgtype: 'miniprogrampage' as const, miniprogrampage }
    }
  }
}

function summaryOf(content: Content): string {
  switch (content.form) {
    case 'text':
      return content.text
    case 'image':
      return '图片'
    case 'link':
    case 'page':
      return content.title
  }
}
