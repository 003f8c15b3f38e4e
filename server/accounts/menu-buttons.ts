import type { z } from 'zod'
import type { KnownButton, KnownEntry, MenuButton, MenuEntry } from '../../shared/api/menus.ts'
import type { KnownButtons, MenuButtons } from '../platforms/wechat-oa/menu.ts'

/** Menu buttons between the words of our pages and those of the platform. */
type Told = z.output<typeof KnownButtons>[number]
type Sent = z.input<typeof MenuButtons>[number]

export function buttonOf(button: MenuButton): Sent {
  return button.does === 'group' ? { name: button.name, sub_button: button.entries.map(entryOf) } : entryOf(button)
}

function entryOf(entry: MenuEntry) {
  const { name } = entry
  switch (entry.does) {
    case 'view':
      return { type: entry.does, name, url: entry.url }
    case 'miniprogram':
      return { type: entry.does, name, url: entry.url, appid: entry.appId, pagepath: entry.page }
    case 'media_id':
      return { type: entry.does, name, media_id: entry.media }
    case 'article_id':
    case 'article_view_limited':
      return { type: entry.does, name, article_id: entry.article }
    default:
      return { type: entry.does, name, key: entry.key }
  }
}

export const knownButton = ({ sub_button, ...button }: Told): KnownButton =>
  sub_button.length === 0
    ? knownEntry(button)
    : { does: 'group', name: button.name, entries: sub_button.map((one) => knownEntry(one)) }

function knownEntry(told: Omit<Told, 'sub_button'>): KnownEntry {
  const { name, type = 'other', key, url, appid, pagepath, media_id, article_id } = told
  return {
    ...{ does: type, name },
    ...(key !== undefined && { key }),
    ...(url !== undefined && { url }),
    ...(appid !== undefined && { appId: appid }),
    ...(pagepath !== undefined && { page: pagepath }),
    ...(media_id !== undefined && { media: media_id }),
    ...(article_id !== undefined && { article: article_id }),
  }
}
