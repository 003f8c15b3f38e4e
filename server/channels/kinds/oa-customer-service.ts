import { z } from 'zod'
import type { OpenId } from '../../../shared/ids.ts'
import { messageCustomSend } from '../../platforms/wechat-oa/api/message-custom-send.ts'
import { defineChannel } from '../contract.ts'
import { OaAddress, reachInWindow } from '../oa-address.ts'
import { textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

const Text = z
  .object({ form: z.literal('text'), text: textUpTo(2048).meta({ title: '文字内容', widget: 'textarea' }) })
  .meta({ title: '文字' })
const Link = z
  .object({
    form: z.literal('link'),
    title: textUpTo(192).meta({ title: '标题' }),
    description: z.string().max(200).default('').meta({ title: '描述' }),
    url: z.url().meta({ title: '链接', widget: 'url' }),
    picture: z.url().optional().meta({ title: '封面图地址', widget: 'url' }),
  })
  .meta({ title: '图文链接' })
const Mini = z
  .object({
    form: z.literal('miniprogram'),
    title: textUpTo(192).meta({ title: '标题' }),
    appId: z.string().min(1).meta({ title: '小程序 AppID' }),
    page: z.string().min(1).meta({ title: '小程序页面' }),
    cover: z.string().min(1).meta({ title: '封面素材 ID', description: '公众号素材库中图片的 media_id' }),
  })
  .meta({ title: '小程序卡片' })
const Content = z.discriminatedUnion('form', [Text, Link, Mini])

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
    await platform.call(messageCustomSend, bodyOf(content, address.openId))
    return { kind: 'sent', receipt: null }
  },
  ledger: ({ address: { appId } }) => ({ kind: 'window', appId }),
  summary: (content) => withoutVariables(content.form === 'text' ? content.text : content.title).slice(0, 80),
})

function bodyOf(content: z.output<typeof Content>, touser: OpenId) {
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
  }
}
