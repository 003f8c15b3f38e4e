import { z } from 'zod'
import { linkBody, type MessageBody, mediaBody, miniBody } from '../../world/message.ts'
import { refuse } from '../refusal.ts'

/** What hangs on a welcome and on a mass message (facts C4.6, C4.7). */
export const Attachment = z.discriminatedUnion('msgtype', [
  z.object({
    msgtype: z.literal('image'),
    image: z.object({ media_id: z.string().optional(), pic_url: z.string().optional() }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({
      title: z.string(),
      picurl: z.string().optional(),
      desc: z.string().default(''),
      url: z.string(),
    }),
  }),
  z.object({
    msgtype: z.literal('miniprogram'),
    miniprogram: z.object({ title: z.string(), pic_media_id: z.string(), appid: z.string(), page: z.string() }),
  }),
  z.object({ msgtype: z.literal('video'), video: z.object({ media_id: z.string() }) }),
  z.object({ msgtype: z.literal('file'), file: z.object({ media_id: z.string() }) }),
])
export type Attachment = z.infer<typeof Attachment>

export function bodyOf(attachment: Attachment): MessageBody {
  switch (attachment.msgtype) {
    case 'image':
      return mediaBody('图片', attachment.image.media_id ?? attachment.image.pic_url ?? '')
    case 'link': {
      const { title, desc: description, url, picurl: picture = '' } = attachment.link
      return linkBody({ title, description, url, picture })
    }
    case 'miniprogram': {
      const { title, appid: appId, page, pic_media_id: picture } = attachment.miniprogram
      return miniBody({ title, appId, page, picture })
    }
    case 'video':
      return mediaBody('视频', attachment.video.media_id)
    case 'file':
      return mediaBody('文件', attachment.file.media_id)
  }
}

/** Facts C4.6: lengths are in bytes; a picture needs its id or its address. */
const within = (text: string, bytes: number, name: string) => {
  if (Buffer.byteLength(text) > bytes) refuse(45002, `content size out of limit: ${name}`)
}

export function checkAttachments(attachments: readonly Attachment[]) {
  for (const attachment of attachments) {
    switch (attachment.msgtype) {
      case 'image':
        if ((attachment.image.media_id ?? attachment.image.pic_url ?? '') === '') refuse(40007)
        break
      case 'link':
        within(attachment.link.title, 128, 'link.title')
        within(attachment.link.desc, 512, 'link.desc')
        break
      case 'miniprogram':
        within(attachment.miniprogram.title, 64, 'miniprogram.title')
        break
      default:
        break
    }
  }
}
