import type { InnerMessage } from '../callbacks/envelope.ts'
import type { CallbackName } from '../callbacks/names.ts'
import { sendOaEvent } from '../callbacks/oa-events.ts'
import { openWindow } from '../platform/service-window.ts'
import { newsBody } from '../platform/wechat/articles.ts'
import { menuOf } from '../platform/wechat/conditional-menus.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { addMessage, type Simulation } from '../simulation.ts'
import type { OaAccount } from '../world/account.ts'
import { chatOf, type MediaKind, mediaBody } from '../world/message.ts'
import type { MenuButton } from '../world/parts.ts'
import { type Acted, followingOf, oaOf } from './official-account.ts'
import { openedMini, openPage } from './open-page.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

/** A tap on the menu as this follower sees it: each type of button has its own event (facts A2.5, A9.3). */
const flatten = (buttons: readonly MenuButton[]): MenuButton[] =>
  buttons.flatMap((button) => [button, ...flatten(button.sub_button ?? [])])

const SCANNED = 'https://work.weixin.qq.com/ct/sandbox'
const PLACE: InnerMessage = {
  Location_X: 30.2741,
  Location_Y: 120.1551,
  Scale: 15,
  Label: '浙江省杭州市',
  Poiname: '',
}
const PICTURE: InnerMessage = { Count: 1, PicList: { item: { PicMd5Sum: '1b5f7c23b5bf75682a53e7b6d163e185' } } }

const MORE: Readonly<Record<string, InnerMessage>> = {
  scancode_push: { ScanCodeInfo: { ScanType: 'qrcode', ScanResult: SCANNED } },
  scancode_waitmsg: { ScanCodeInfo: { ScanType: 'qrcode', ScanResult: SCANNED } },
  pic_sysphoto: { SendPicsInfo: PICTURE },
  pic_photo_or_album: { SendPicsInfo: PICTURE },
  pic_weixin: { SendPicsInfo: PICTURE },
  location_select: { SendLocationInfo: PLACE },
}
const TELLS: Readonly<Record<string, CallbackName>> = {
  click: 'CLICK',
  scancode_push: 'scancode_push',
  scancode_waitmsg: 'scancode_waitmsg',
  pic_sysphoto: 'pic_sysphoto',
  pic_photo_or_album: 'pic_photo_or_album',
  pic_weixin: 'pic_weixin',
  location_select: 'location_select',
}
/** Only these open the one-minute window (facts A6.2). */
const OPENS_WINDOW: ReadonlySet<string> = new Set(['click', 'scancode_push', 'scancode_waitmsg'])

export async function tapMenu(sim: Simulation, personId: string, key: string): Promise<Acted> {
  const account = oaOf(sim)
  const person = personById(sim, personId).id
  const current = followingOf(sim, account, person)
  const buttons = flatten(menuOf(sim, account, person).button)
  const button =
    buttons.find((one) => one.key === key) ??
    buttons.find((one) => one.name === key) ??
    cannot('menu.not-found', `菜单里没有「${key}」`, 404)
  const type = button.type ?? 'click'
  const tell = (event: CallbackName, more: InnerMessage, verb: string) =>
    sendOaEvent(sim, account, person, { event, more, summary: `${verb}「${button.name}」` })
  if (OPENS_WINDOW.has(type)) openWindow(sim, current, 'menu')
  switch (type) {
    case 'view': {
      const url = button.url ?? ''
      const callback = await tell('VIEW', { EventKey: url }, '打开菜单链接')
      return { callbacks: [callback], opened: await openPage(sim, url) }
    }
    case 'miniprogram': {
      const page = button.pagepath ?? ''
      const callback = await tell('view_miniprogram', { EventKey: page }, '从菜单打开小程序')
      return { callbacks: [callback], opened: openedMini(sim, person, page) }
    }
    case 'media_id':
    case 'article_id':
    case 'article_view_limited':
      // The platform sends it by itself and tells nobody.
      sendByItself(sim, account, { person, button })
      return { callbacks: [] }
    default: {
      const event = TELLS[type] ?? cannot('menu.silent', `菜单项「${button.name}」没有要通知的事件`, 404)
      const more = { EventKey: button.key ?? key, ...MORE[type] }
      return { callbacks: [await tell(event, more, '点击菜单')] }
    }
  }
}

const MEDIA: Readonly<Record<string, MediaKind>> = { image: '图片', thumb: '图片', voice: '语音', video: '视频' }

function sendByItself(sim: Simulation, account: OaAccount, of: { person: string; button: MenuButton }) {
  const { button } = of
  const state = stateOf(sim, account)
  const chat = chatOf.oa(account.appId, of.person)
  const published = state.publications.find((one) => one.articleId === button.article_id)
  if (published !== undefined) {
    addMessage(sim, { chat, from: 'account', body: newsBody(published.articleId, published.articles) })
    return
  }
  const media = state.media.find((one) => one.id === button.media_id)
  const label = media === undefined ? undefined : MEDIA[media.kind]
  if (media === undefined || label === undefined) return cannot('menu.no-content', '这个菜单项的素材已不存在', 404)
  addMessage(sim, { chat, from: 'account', body: mediaBody(label, media.id, media.title) })
}
