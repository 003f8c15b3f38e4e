import { z } from 'zod'
import { linkBody, type MessageBody, mediaBody, miniBody } from '../../world/message.ts'

/** What may be said in 微信客服 (facts C7), and how a phone draws it. */
const Media = z.object({ media_id: z.string().min(1) })
const Menu = z.object({
  head_content: z.string().optional(),
  list: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('click'), click: z.object({ id: z.string().default(''), content: z.string() }) }),
        z.object({ type: z.literal('view'), view: z.object({ url: z.string(), content: z.string() }) }),
        z.object({
          type: z.literal('miniprogram'),
          miniprogram: z.object({ appid: z.string(), pagepath: z.string(), content: z.string() }),
        }),
        z.object({ type: z.literal('text'), text: z.object({ content: z.string() }).loose() }),
      ]),
    )
    .min(1),
  tail_content: z.string().optional(),
})
const Text = z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) })
const MenuMessage = z.object({ msgtype: z.literal('msgmenu'), msgmenu: Menu })
export const KfContent = z.discriminatedUnion('msgtype', [
  Text,
  MenuMessage,
  z.object({ msgtype: z.literal('image'), image: Media }),
  z.object({ msgtype: z.literal('voice'), voice: Media }),
  z.object({ msgtype: z.literal('video'), video: Media }),
  z.object({ msgtype: z.literal('file'), file: Media }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: z.string(), desc: z.string().default(''), url: z.string(), thumb_media_id: z.string() }),
  }),
  z.object({
    msgtype: z.literal('miniprogram'),
    miniprogram: z.object({
      appid: z.string(),
      title: z.string().default(''),
      thumb_media_id: z.string(),
      pagepath: z.string(),
    }),
  }),
  z.object({
    msgtype: z.literal('location'),
    location: z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().default(''),
      address: z.string().default(''),
    }),
  }),
  z.object({ msgtype: z.literal('business_card'), business_card: z.object({ userid: z.string() }) }),
  z.object({ msgtype: z.literal('ca_link'), ca_link: z.object({ link_url: z.string() }) }),
])
export const KfEventContent = z.discriminatedUnion('msgtype', [Text, MenuMessage])

export function kfBodyOf(content: z.infer<typeof KfContent>): MessageBody {
  switch (content.msgtype) {
    case 'text':
      return { kind: 'text', text: content.text.content }
    case 'msgmenu': {
      const { head_content: head = '', list, tail_content: tail = '' } = content.msgmenu
      return { kind: 'options', head, list: list.map(optionOf), tail }
    }
    case 'image':
      return mediaBody('图片', content.image.media_id)
    case 'voice':
      return mediaBody('语音', content.voice.media_id)
    case 'video':
      return mediaBody('视频', content.video.media_id)
    case 'file':
      return mediaBody('文件', content.file.media_id)
    case 'link': {
      const { title, desc: description, url, thumb_media_id: picture } = content.link
      return linkBody({ title, description, url, picture })
    }
    case 'miniprogram': {
      const { title, appid: appId, pagepath: page, thumb_media_id: picture } = content.miniprogram
      return miniBody({ title, appId, page, picture })
    }
    case 'location':
      return mediaBody('位置', '', [content.location.name, content.location.address].filter(Boolean).join(' '))
    case 'business_card':
      return mediaBody('名片', content.business_card.userid)
    case 'ca_link':
      return linkBody({ title: '获客链接', description: '', url: content.ca_link.link_url })
  }
}

function optionOf(one: z.infer<typeof Menu>['list'][number], index: number) {
  const id = String(index)
  switch (one.type) {
    case 'click':
      return { id: one.click.id === '' ? id : one.click.id, content: one.click.content, url: '' }
    case 'view':
      return { id, content: one.view.content, url: one.view.url }
    case 'miniprogram':
      return { id, content: one.miniprogram.content, url: '' }
    case 'text':
      return { id, content: one.text.content, url: '' }
  }
}
