import { z } from 'zod'
import type { Attachment } from '../platforms/wecom/attachments.ts'
import { wecomMedia } from './media-id.ts'
import { optionalTextUpTo, textUpTo } from './text-limits.ts'

/** What hangs on a welcome and on a mass message: nine at most, of five kinds (facts C4.6). */
const url = z.url().meta({ title: '链接', widget: 'url' })
const Hanging = z.discriminatedUnion('form', [
  z
    .object({
      form: z.literal('image'),
      media: wecomMedia('图片', 'image').optional(),
      picture: z.url().optional().meta({ title: '图片地址', description: '企业微信上传图片接口返回的地址' }),
    })
    .refine(({ media, picture }) => media !== undefined || picture !== undefined, {
      message: '请填写图片素材或图片地址',
    })
    .meta({ title: '图片' }),
  z
    .object({
      form: z.literal('link'),
      title: textUpTo(128).meta({ title: '标题' }),
      description: optionalTextUpTo(512).meta({ title: '描述' }),
      url,
      picture: z.url().optional().meta({ title: '封面图地址' }),
    })
    .meta({ title: '图文链接' }),
  z
    .object({
      form: z.literal('miniprogram'),
      title: textUpTo(64).meta({ title: '标题' }),
      cover: wecomMedia('封面', 'image'),
      appId: z.string().min(1).meta({ title: '小程序 AppID', description: '需要先关联到企业微信' }),
      page: z.string().min(1).meta({ title: '小程序页面' }),
    })
    .meta({ title: '小程序卡片' }),
  z.object({ form: z.literal('video'), media: wecomMedia('视频', 'video') }).meta({ title: '视频' }),
  z.object({ form: z.literal('file'), media: wecomMedia('文件', 'file') }).meta({ title: '文件' }),
])
type Hanging = z.output<typeof Hanging>

/** A text, attachments, or both. */
export const wecomParts = {
  text: optionalTextUpTo(4000).meta({ title: '文字', widget: 'textarea' }),
  attachments: z.array(Hanging).max(9, '最多 9 个附件').default([]).meta({ title: '附件' }),
}
type Parts = { text?: string | undefined; attachments: readonly Hanging[] }

export const saysSomething = ({ text, attachments }: Parts) => text !== undefined || attachments.length > 0
export const SAYS_NOTHING = { message: '请填写文字或添加附件' }

/** As the calls want them. */
export const wecomBodyOf = ({ text, attachments }: Parts) => ({
  ...(text !== undefined && { text: { content: text } }),
  ...(attachments.length > 0 && { attachments: attachments.map(attachmentOf) }),
})

function attachmentOf(hanging: Hanging): Attachment {
  switch (hanging.form) {
    case 'image':
      return { msgtype: 'image', image: { media_id: hanging.media, pic_url: hanging.picture } }
    case 'link': {
      const { title, description, url, picture } = hanging
      return { msgtype: 'link', link: { title, desc: description, url, picurl: picture } }
    }
    case 'miniprogram': {
      const { title, cover, appId, page } = hanging
      return { msgtype: 'miniprogram', miniprogram: { title, pic_media_id: cover, appid: appId, page } }
    }
    case 'video':
      return { msgtype: 'video', video: { media_id: hanging.media } }
    case 'file':
      return { msgtype: 'file', file: { media_id: hanging.media } }
  }
}

const names: Record<Hanging['form'], string> = {
  image: '图片',
  link: '图文链接',
  miniprogram: '小程序卡片',
  video: '视频',
  file: '文件',
}
export const wecomWords = ({ text, attachments }: Parts): string =>
  text ?? attachments.map((one) => ('title' in one ? one.title : names[one.form])).join('、')
