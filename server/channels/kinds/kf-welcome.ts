import { createHash } from 'node:crypto'
import { z } from 'zod'
import { kfSendMsgOnEvent } from '../../platforms/wecom/api/kf-send-msg-on-event.ts'
import { defineChannel } from '../contract.ts'
import { codeOf, GreetingAddress, reachAt } from '../greeting-address.ts'
import { optionalTextUpTo, textUpTo } from '../text-limits.ts'
import { withoutVariables } from '../without-variables.ts'

const words = textUpTo(128).meta({ title: '文字' })
const Item = z.discriminatedUnion('form', [
  z.object({ form: z.literal('answer'), text: words }).meta({ title: '点击后作为回答发出' }),
  z
    .object({ form: z.literal('link'), text: words, url: z.url().meta({ title: '链接', widget: 'url' }) })
    .meta({ title: '打开链接' }),
  z
    .object({
      form: z.literal('page'),
      text: words,
      appId: z.string().min(1).meta({ title: '小程序 AppID' }),
      page: z.string().min(1).meta({ title: '小程序页面' }),
    })
    .meta({ title: '打开小程序' }),
])
const Content = z.discriminatedUnion('form', [
  z
    .object({ form: z.literal('text'), text: textUpTo(2048).meta({ title: '文字', widget: 'textarea' }) })
    .meta({ title: '文字' }),
  z
    .object({
      form: z.literal('menu'),
      text: textUpTo(1024).meta({ title: '菜单前的文字', widget: 'textarea' }),
      items: z.array(Item).min(1).max(10).meta({ title: '菜单项' }),
      end: optionalTextUpTo(1024).meta({ title: '菜单后的文字' }),
    })
    .meta({ title: '菜单' }),
])
type Content = z.output<typeof Content>

/** To who has just come to a desk of 微信客服 and said nothing yet, by the code of that event (facts C7). */
export default defineChannel({
  name: 'kf-welcome',
  label: '微信客服欢迎语',
  audience: 'customer',
  reachable: '刚进入微信客服会话、还没有说话的客户',
  window: '进入会话后 20 秒内，一次；会话进行中再次进入的除外',
  answers: { events: ['service.entered'], what: '客户进入微信客服会话后 20 秒内' },
  quota: null,
  perPerson: null,
  cost: null,
  receipts: ['clicked', 'replied'],
  instant: false,
  pickable: true,
  account: 'wecom',
  repeat: 'keyed',
  content: Content,
  address: GreetingAddress,
  reach: reachAt('desk'),
  async deliver({ content, address, key }, platforms) {
    const { platform } = await platforms.wecomApp(address.account)
    const { msgid } = await platform.call(kfSendMsgOnEvent, {
      code: address.code,
      msgid: idOf(key),
      ...bodyOf(content),
    })
    return { kind: 'sent', receipt: msgid }
  },
  ledger: codeOf,
  summary: ({ text }) => withoutVariables(text).slice(0, 80),
})

/** Unique in the account, 32 bytes at most: a second message of the same id is refused. */
const idOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32)

function bodyOf(content: Content) {
  if (content.form === 'text') return { msgtype: 'text' as const, text: { content: content.text } }
  const { text, items, end } = content
  const list = items.map(itemOf)
  const msgmenu = { head_content: text, list, ...(end !== undefined && { tail_content: end }) }
  return { msgtype: 'msgmenu' as const, msgmenu }
}

function itemOf(item: z.output<typeof Item>) {
  switch (item.form) {
    case 'answer':
      return { type: 'click' as const, click: { content: item.text } }
    case 'link':
      return { type: 'view' as const, view: { url: item.url, content: item.text } }
    case 'page':
      return {
        type: 'miniprogram' as const,
        miniprogram: { appid: item.appId, pagepath: item.page, content: item.text },
      }
  }
}
