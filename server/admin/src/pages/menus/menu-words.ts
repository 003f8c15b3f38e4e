import type { ConditionalMenu, KnownEntry } from '../../../../../shared/api/menus.ts'

const kinds: Record<string, string> = {
  click: '点击触发旅程',
  view: '打开网页',
  miniprogram: '打开小程序',
  scancode_push: '扫码',
  scancode_waitmsg: '扫码并等待回复',
  pic_sysphoto: '拍照发图',
  pic_photo_or_album: '拍照或相册发图',
  pic_weixin: '微信相册发图',
  location_select: '发送位置',
  media_id: '发送永久素材',
  article_id: '发送已发布文章',
  article_view_limited: '打开已发布文章',
}
export const kindChoices = Object.entries(kinds).map(([value, label]) => ({ value, label }))
export const groupChoice = { value: 'group', label: '子菜单' }
export const kindWords = (does: string): string => kinds[does] ?? '在公众平台上设置的菜单项'

/** What an entry leads to, after its name. */
export function leadsTo({ does, key, url, appId, page, media, article }: KnownEntry): string {
  const detail = does === 'miniprogram' ? `${appId ?? ''} ${page ?? ''}`.trim() : (key ?? url ?? media ?? article ?? '')
  return detail === '' ? kindWords(does) : `${kindWords(does)}：${detail}`
}

export const clientWords = { ios: '苹果手机', android: '安卓手机', other: '其他设备' } as const

/** Who sees a conditional menu. */
export function ruleWords({ tag, client, outdated }: Pick<ConditionalMenu, 'tag' | 'client' | 'outdated'>): string {
  const parts = [
    ...(tag === null ? [] : [`带公众号标签「${tag.name ?? `编号 ${tag.id}`}」`]),
    ...(client === null ? [] : [`使用${clientWords[client]}`]),
    ...(outdated ? ['符合已停用的条件（性别、地区或语言）'] : []),
  ]
  return parts.length === 0 ? '没有条件' : `${parts.join('、且')}的粉丝`
}
