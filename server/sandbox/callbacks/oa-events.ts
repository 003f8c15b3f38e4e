import { isRecord, textAt } from '../crypto/xml.ts'
import { addMessage, nextNumber, nowSeconds, type Simulation } from '../simulation.ts'
import type { OaAccount } from '../world/account.ts'
import { openIdOf } from '../world/identity.ts'
import { chatOf, type MediaKind, mediaBody } from '../world/message.ts'
import { type Delivered, deliverCallback } from './deliver.ts'
import type { InnerMessage } from './envelope.ts'
import type { CallbackName } from './names.ts'

/** What an Official Account pushes (facts A2.4, A2.5, G). Events carry no MsgId; texts do. */
export async function sendOaEvent(
  sim: Simulation,
  account: OaAccount,
  person: string,
  of: { event: CallbackName; more?: InnerMessage; summary: string },
): Promise<Delivered> {
  const openId = openIdOf(account.appId, person)
  return await deliver(sim, account, person, {
    event: of.event,
    summary: of.summary,
    inner: {
      ToUserName: account.originalId,
      FromUserName: openId,
      CreateTime: nowSeconds(sim),
      MsgType: 'event',
      Event: of.event,
      ...of.more,
    },
  })
}

/** 64 bits: larger than a JavaScript number holds exactly, so it is text here and bare digits on the wire (A2.4). */
const messageIdOf = (sim: Simulation) => Number(`2400000${String(nextNumber(sim)).padStart(9, '0')}`)

export async function sendOaText(
  sim: Simulation,
  account: OaAccount,
  person: string,
  text: string,
  /** Of a tapped menu message (facts A2.4 [U]). */
  menuId?: string,
): Promise<Delivered> {
  return await deliver(sim, account, person, {
    event: 'text',
    summary: `发来消息：${text}`,
    inner: {
      ToUserName: account.originalId,
      FromUserName: openIdOf(account.appId, person),
      CreateTime: nowSeconds(sim),
      MsgType: 'text',
      Content: text,
      MsgId: messageIdOf(sim),
      ...(menuId === undefined ? {} : { bizmsgmenuid: menuId }),
    },
  })
}

async function deliver(
  sim: Simulation,
  account: OaAccount,
  person: string,
  of: { event: CallbackName; summary: string; inner: InnerMessage },
): Promise<Delivered> {
  const delivered = await deliverCallback(sim, {
    account,
    ...of,
    person,
    staff: null,
    openId: openIdOf(account.appId, person),
  })
  showReply(sim, account, person, { delivered, wasText: of.event === 'text' })
  return delivered
}

/** Facts A2.6: the element that carries it, and what it is called on a phone. */
const REPLY_MEDIA: Readonly<Record<string, [element: string, label: MediaKind]>> = {
  image: ['Image', '图片'],
  voice: ['Voice', '语音'],
  video: ['Video', '视频'],
  music: ['Music', '音乐'],
}

const FAULT_NOTICE = '该公众号提供的服务出现故障，请稍后再试'

/** A passive reply is a message in the chat; a bad answer is the platform's own grey line (facts A2.3, F.5). */
function showReply(
  sim: Simulation,
  account: OaAccount,
  person: string,
  of: { delivered: Delivered; wasText: boolean },
) {
  const { delivered } = of
  const chat = chatOf.oa(account.appId, person)
  const failed = !delivered.ok && (of.wasText || delivered.passive.kind === 'bad')
  if (failed && account.callbackUrl !== null) {
    addMessage(sim, { chat, from: 'account', body: { kind: 'notice', text: FAULT_NOTICE } })
    return
  }
  if (delivered.passive.kind !== 'reply') return
  const reply = delivered.passive.message
  switch (textAt(reply, 'MsgType')) {
    case 'text':
      addMessage(sim, { chat, from: 'account', body: { kind: 'text', text: textAt(reply, 'Content') } })
      return
    case 'news': {
      const items = isRecord(reply.Articles) ? reply.Articles.item : null
      const articles = (Array.isArray(items) ? items : [items]).filter(isRecord).map((article) => ({
        title: textAt(article, 'Title'),
        description: textAt(article, 'Description'),
        url: textAt(article, 'Url'),
        picture: textAt(article, 'PicUrl'),
      }))
      if (articles.length > 0) addMessage(sim, { chat, from: 'account', body: { kind: 'news', articles } })
      return
    }
    case 'transfer_customer_service':
      addMessage(sim, { chat, from: 'account', body: { kind: 'notice', text: '已转接人工客服' } })
      return
    default: {
      const kind = REPLY_MEDIA[textAt(reply, 'MsgType')]
      if (kind === undefined) return
      const [element, label] = kind
      const inner = reply[element]
      const mediaId = isRecord(inner) ? textAt(inner, 'MediaId') || textAt(inner, 'MusicUrl') : ''
      const title = isRecord(inner) ? textAt(inner, 'Title') : ''
      addMessage(sim, { chat, from: 'account', body: mediaBody(label, mediaId, title) })
    }
  }
}

/** Facts A4: delivery is known 1–3 s later; whoever unfollowed meanwhile is `failed:user block`. */
export async function sendTemplateFinished(sim: Simulation, account: OaAccount, person: string, messageId: number) {
  const follow = sim.world.follows[`${account.appId}:${person}`]
  const delivered = follow?.following === true
  await sendOaEvent(sim, account, person, {
    event: 'TEMPLATESENDJOBFINISH',
    more: { MsgID: messageId, Status: delivered ? 'success' : 'failed:user block' },
    summary: delivered ? '模板消息送达' : '模板消息没有送达：用户已取消关注',
  })
}
