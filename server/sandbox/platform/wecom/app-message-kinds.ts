import { z } from 'zod'
import { type MessageBody, mediaBody, miniBody } from '../../world/message.ts'
import { refuse } from '../refusal.ts'

/** The kinds of facts C5.1 beside text, markdown, textcard and cards; lengths are the sheet's [U]. */
const Media = z.object({ media_id: z.string().min(1) })
const Article = z.object({
  title: z.string().min(1),
  description: z.string().default(''),
  url: z.string().default(''),
  picurl: z.string().default(''),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})
const KeptArticle = z.object({
  title: z.string().min(1),
  thumb_media_id: z.string().min(1),
  author: z.string().default(''),
  content_source_url: z.string().default(''),
  content: z.string().min(1),
  digest: z.string().default(''),
})
const Notice = z.object({
  appid: z.string().min(1),
  page: z.string().default(''),
  title: z.string(),
  description: z.string().default(''),
  emphasis_first_item: z.boolean().default(false),
  content_item: z
    .array(z.object({ key: z.string(), value: z.string() }))
    .max(10)
    .default([]),
})

export const plainKinds = [
  z.object({ msgtype: z.literal('image'), image: Media }),
  z.object({ msgtype: z.literal('voice'), voice: Media }),
  z.object({
    msgtype: z.literal('video'),
    video: z.object({
      media_id: z.string().min(1),
      title: z.string().default(''),
      description: z.string().default(''),
    }),
  }),
  z.object({ msgtype: z.literal('file'), file: Media }),
  z.object({ msgtype: z.literal('news'), news: z.object({ articles: z.array(Article).min(1).max(8) }) }),
  z.object({ msgtype: z.literal('mpnews'), mpnews: z.object({ articles: z.array(KeptArticle).min(1).max(8) }) }),
  z.object({ msgtype: z.literal('miniprogram_notice'), miniprogram_notice: Notice }),
] as const
export type PlainKind = z.infer<(typeof plainKinds)[number]>

const within = (text: string, bytes: number, name: string) => {
  if (Buffer.byteLength(text) > bytes) refuse(45002, `content size out of limit: ${name}`)
}
const between = (text: string, least: number, most: number, name: string) => {
  const length = [...text].length
  if (length < least || length > most) refuse(40058, `invalid parameter: ${name}`)
}
export function plainBodyOf(content: PlainKind): MessageBody {
  switch (content.msgtype) {
    case 'image':
      return mediaBody('图片', content.image.media_id)
    case 'voice':
      return mediaBody('语音', content.voice.media_id)
    case 'video':
      within(content.video.title, 128, 'video.title')
      within(content.video.description, 512, 'video.description')
      return mediaBody('视频', content.video.media_id, content.video.title)
    case 'file':
      return mediaBody('文件', content.file.media_id)
    case 'news': {
      for (const one of content.news.articles) {
        within(one.title, 128, 'news.title')
        within(one.description, 512, 'news.description')
        if (one.url === '' && one.appid === undefined) refuse(40058, 'invalid parameter: news.url')
      }
      return {
        kind: 'news',
        articles: content.news.articles.map(({ title, description, url, picurl: picture }) => {
          return { title, description, url, picture }
        }),
      }
    }
    case 'mpnews': {
      for (const one of content.mpnews.articles) {
        within(one.title, 128, 'mpnews.title')
        within(one.author, 64, 'mpnews.author')
        within(one.digest, 512, 'mpnews.digest')
        within(one.content, 666 * 1024, 'mpnews.content')
      }
      return {
        kind: 'news',
        articles: content.mpnews.articles.map((one) => ({
          title: one.title,
          description: one.digest,
          url: one.content_source_url,
          picture: one.thumb_media_id,
        })),
      }
    }
    case 'miniprogram_notice': {
      const { title, description, appid, page, content_item: rows } = content.miniprogram_notice
      between(title, 4, 12, 'miniprogram_notice.title')
      if (description !== '') between(description, 4, 12, 'miniprogram_notice.description')
      for (const row of rows) {
        between(row.key, 1, 10, 'miniprogram_notice.content_item.key')
        between(row.value, 1, 30, 'miniprogram_notice.content_item.value')
      }
      const drawn = rows.map(({ key, value }) => ({ name: key, value }))
      return { ...miniBody({ title, appId: appid, page }), description, rows: drawn }
    }
  }
}
