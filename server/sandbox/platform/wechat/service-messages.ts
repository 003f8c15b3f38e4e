import { z } from 'zod'
import { addMessage } from '../../simulation.ts'
import { chatOf, type MessageBody } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { takeFromWindow } from '../service-window.ts'
import { followOf, personOf } from './follower.ts'
import { mediaOf } from './media.ts'
import { miniWindowOf } from './mini-window.ts'

/** Customer-service messages (facts A6.1; mini-programs know four of the kinds, B5). */
const MediaOnly = z.object({ media_id: z.string().min(1) })
const ServiceMessage = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('image'), image: MediaOnly }),
  z.object({ msgtype: z.literal('voice'), voice: MediaOnly }),
  z.object({ msgtype: z.literal('video'), video: MediaOnly.loose() }),
  z.object({ msgtype: z.literal('music'), music: z.object({ title: z.string().default(''), musicurl: z.string() }) }),
  z.object({ msgtype: z.literal('wxcard'), wxcard: z.object({ card_id: z.string().min(1) }) }),
  z.object({ msgtype: z.literal('mpnews'), mpnews: MediaOnly }),
  z.object({ msgtype: z.literal('mpnewsarticle'), mpnewsarticle: z.object({ article_id: z.string() }) }),
  z.object({
    msgtype: z.literal('news'),
    news: z.object({
      articles: z.array(
        z.object({
          title: z.string(),
          description: z.string().default(''),
          url: z.string(),
          picurl: z.string().default(''),
        }),
      ),
    }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: z.string(), description: z.string().default(''), url: z.string() }),
  }),
  z.object({
    msgtype: z.literal('msgmenu'),
    msgmenu: z.object({
      head_content: z.string().default(''),
      list: z.array(z.object({ id: z.coerce.string(), content: z.string() })),
      tail_content: z.string().default(''),
    }),
  }),
  z.object({
    msgtype: z.literal('miniprogrampage'),
    miniprogrampage: z.object({ title: z.string(), appid: z.string().default(''), pagepath: z.string() }),
  }),
])
type ServiceMessage = z.infer<typeof ServiceMessage>
/** A picture, recording or video must be one of this account's, for a while or for good. */
const OWN_MEDIA: ReadonlySet<string> = new Set(['image', 'voice', 'video'])
const MINI_KINDS: ReadonlySet<string> = new Set(['text', 'image', 'link', 'miniprogrampage'])

function bodyOf(message: ServiceMessage): MessageBody {
  switch (message.msgtype) {
    case 'text':
      if (message.text.content === '' || Buffer.byteLength(message.text.content) > 2048) return refuse(45002)
      return { kind: 'text', text: message.text.content }
    case 'image':
      return { kind: 'media', media: '图片', mediaId: message.image.media_id }
    case 'voice':
      return { kind: 'media', media: '语音', mediaId: message.voice.media_id }
    case 'video':
      return { kind: 'media', media: '视频', mediaId: message.video.media_id }
    case 'music':
      return {
        kind: 'link',
        title: message.music.title,
        description: '音乐',
        url: message.music.musicurl,
        action: '',
      }
    case 'wxcard':
      return { kind: 'media', media: '卡券', mediaId: message.wxcard.card_id }
    case 'mpnews':
      return { kind: 'media', media: '图文', mediaId: message.mpnews.media_id }
    case 'mpnewsarticle':
      return { kind: 'media', media: '图文', mediaId: message.mpnewsarticle.article_id }
    case 'news': {
      const [article, ...others] = message.news.articles
      // Exactly one article (facts A6.1 [U]).
      if (article === undefined || others.length > 0) return refuse(45008, 'article size out of limit')
      return { kind: 'link', title: article.title, description: article.description, url: article.url, action: '' }
    }
    case 'link':
      return { kind: 'link', ...message.link, action: '' }
    case 'msgmenu':
      return {
        kind: 'options',
        head: message.msgmenu.head_content,
        list: message.msgmenu.list,
        tail: message.msgmenu.tail_content,
      }
    case 'miniprogrampage':
      return {
        kind: 'mini-card',
        title: message.miniprogrampage.title,
        appId: message.miniprogrampage.appid,
        page: message.miniprogrampage.pagepath,
      }
  }
}

export const customSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  caller: 'wechat',
  input: z.object({ touser: z.string(), msgtype: z.string() }).loose(),
  answer(input, account, context) {
    const person = personOf(context, account, input.touser)
    const known = ServiceMessage.options.some((option) => option.shape.msgtype.value === input.msgtype)
    if (!known || (account.kind === 'mini' && !MINI_KINDS.has(input.msgtype))) return refuse(40008)
    const parsed = ServiceMessage.safeParse(input)
    if (!parsed.success) return refuse(47001)
    const body = bodyOf(parsed.data)
    if (body.kind === 'media' && OWN_MEDIA.has(input.msgtype)) mediaOf(context.sim, account, body.mediaId)
    takeFromWindow(
      context.sim,
      account.kind === 'oa' ? followOf(context.sim, account.appId, person) : miniWindowOf(context.sim, account, person),
    )
    const chat = account.kind === 'oa' ? chatOf.oa(account.appId, person) : chatOf.mini(account.appId, person)
    addMessage(context.sim, { chat, from: 'account', body })
    return { errcode: 0, errmsg: 'ok' }
  },
})
