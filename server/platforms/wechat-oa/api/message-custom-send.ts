import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

const MediaId = z.object({ media_id: z.string().min(1) })
const Article = z.object({ title: z.string(), description: z.string(), url: z.string(), picurl: z.string() })

/** Every kind of facts A6.1; mpnews is being replaced by mpnewsarticle [U]. A media id may be temporary or permanent. */
const Body = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) }),
  z.object({ msgtype: z.literal('image'), image: MediaId }),
  z.object({ msgtype: z.literal('voice'), voice: MediaId }),
  z.object({
    msgtype: z.literal('video'),
    video: MediaId.extend({
      thumb_media_id: z.string().min(1),
      title: z.string().optional(),
      description: z.string().optional(),
    }),
  }),
  z.object({
    msgtype: z.literal('music'),
    music: z.object({
      title: z.string().optional(),
      description: z.string().optional(),
      musicurl: z.string(),
      hqmusicurl: z.string(),
      thumb_media_id: z.string().min(1),
    }),
  }),
  // Exactly one article [U].
  z.object({ msgtype: z.literal('news'), news: z.object({ articles: z.array(Article).length(1) }) }),
  z.object({ msgtype: z.literal('mpnews'), mpnews: MediaId }),
  z.object({ msgtype: z.literal('mpnewsarticle'), mpnewsarticle: z.object({ article_id: z.string().min(1) }) }),
  z.object({
    msgtype: z.literal('msgmenu'),
    msgmenu: z.object({
      head_content: z.string(),
      list: z.array(z.object({ id: z.string().min(1), content: z.string().min(1) })).min(1),
      tail_content: z.string(),
    }),
  }),
  z.object({ msgtype: z.literal('wxcard'), wxcard: z.object({ card_id: z.string().min(1) }) }),
  z.object({
    msgtype: z.literal('miniprogrampage'),
    miniprogrampage: z.object({
      title: z.string(),
      appid: z.string(),
      pagepath: z.string(),
      thumb_media_id: z.string(),
    }),
  }),
])

export const messageCustomSend = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html',
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  repeat: 'unsafe',
  input: z.intersection(
    z.object({ touser: OpenId, customservice: z.object({ kf_account: z.string().min(1) }).optional() }),
    Body,
  ),
  reply: z.object({}),
})
