import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { type MessageBody, mediaBody } from '../../world/message.ts'
import type { Article } from '../../world/wechat-state.ts'
import { refuse } from '../refusal.ts'
import { newsBody } from './articles.ts'
import { articleUrl, draftOf } from './drafts.ts'
import { mediaOf } from './media.ts'

/** What goes to many (facts A7.1), as posted; a preview names its picture under `image`. */
const Media = z.object({ media_id: z.string() })
export const MassContent = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('mpnews'), mpnews: Media }),
  z.object({ msgtype: z.literal('voice'), voice: Media }),
  z.object({ msgtype: z.literal('mpvideo'), mpvideo: Media }),
  z.object({ msgtype: z.literal('wxcard'), wxcard: z.object({ card_id: z.string() }) }),
  z.object({
    msgtype: z.literal('image'),
    images: z.object({ media_ids: z.array(z.string()).min(1) }).optional(),
    image: Media.optional(),
  }),
])
type MassContent = z.infer<typeof MassContent>

/** The messages it becomes in a chat; refuses what this account does not have. */
export function bodiesOf(sim: Simulation, account: OaAccount, content: MassContent): MessageBody[] {
  const known = (kind: 'image' | 'voice' | 'video', id: string) =>
    mediaOf(sim, account, id).kind === kind ? id : refuse(40007)
  switch (content.msgtype) {
    case 'text':
      if (content.text.content.trim() === '') return refuse(44004, 'empty content')
      return [{ kind: 'text', text: content.text.content }]
    case 'mpnews':
      return [newsBody(content.mpnews.media_id, draftOf(sim, account, content.mpnews.media_id).articles)]
    case 'voice':
      return [mediaBody('语音', known('voice', content.voice.media_id))]
    case 'mpvideo':
      return [mediaBody('视频', known('video', content.mpvideo.media_id))]
    case 'wxcard':
      return [mediaBody('卡券', content.wxcard.card_id)]
    case 'image': {
      const ids = content.images?.media_ids ?? (content.image === undefined ? [] : [content.image.media_id])
      if (ids.length === 0) return refuse(40007)
      return ids.map((id) => mediaBody('图片', known('image', id)))
    }
  }
}

export const articlesOf = (sim: Simulation, account: OaAccount, content: MassContent): Article[] =>
  content.msgtype === 'mpnews' ? structuredClone(draftOf(sim, account, content.mpnews.media_id).articles) : []

export const urlsOf = (content: MassContent, articles: number): string[] =>
  content.msgtype === 'mpnews'
    ? Array.from({ length: articles }, (_, index) => articleUrl(content.mpnews.media_id, index + 1))
    : []
