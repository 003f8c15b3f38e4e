import { z } from 'zod'
import { addMessage, type Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import { chatOf, linkBody, type MessageBody, mediaBody, miniBody } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { takeFromWindow } from '../service-window.ts'
import { newsBody } from './articles.ts'
import { draftOf } from './drafts.ts'
import { followOf, personOf } from './follower.ts'
import { mediaOf } from './media.ts'
import { miniWindowOf } from './mini-window.ts'
import { stateOf } from './state.ts'

/** Customer-service messages (facts A6.1; mini-programs know four of the kinds, B5). */
const MediaOnly = z.object({ media_id: z.string().min(1) })
const ServiceMessage = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('image'), image: MediaOnly }),
  z.object({ msgtype: z.literal('voice'), voice: MediaOnly }),
  z.object({ msgtype: z.literal('video'), video: MediaOnly.extend({ title: z.string().default('') }) }),
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
    link: z.object({
      title: z.string(),
      description: z.string().default(''),
      url: z.string(),
      thumb_url: z.string().default(''),
    }),
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
    miniprogrampage: z.object({
      title: z.string(),
      appid: z.string().default(''),
      pagepath: z.string(),
      thumb_media_id: z.string().default(''),
    }),
  }),
])
type ServiceMessage = z.infer<typeof ServiceMessage>
/** A picture, recording or video must be one of this account's, for a while or for good. */
const OWN_MEDIA: ReadonlySet<string> = new Set(['image', 'voice', 'video'])
const MINI_KINDS: ReadonlySet<string> = new Set(['text', 'image', 'link', 'miniprogrampage'])

function bodyOf(sim: Simulation, account: OaAccount | MiniAccount, message: ServiceMessage): MessageBody {
  switch (message.msgtype) {
    case 'text':
      if (message.text.content === '' || Buffer.byteLength(message.text.content) > 2048) return refuse(45002)
      return { kind: 'text', text: message.text.content }
    case 'image':
      return mediaBody('图片', message.image.media_id)
    case 'voice':
      return mediaBody('语音', message.voice.media_id)
    case 'video':
      return mediaBody('视频', message.video.media_id, message.video.title)
    case 'music':
      return mediaBody('音乐', message.music.musicurl, message.music.title)
    case 'wxcard':
      return mediaBody('卡券', message.wxcard.card_id)
    case 'mpnews':
      return account.kind === 'oa'
        ? newsBody(message.mpnews.media_id, draftOf(sim, account, message.mpnews.media_id).articles)
        : refuse(40008)
    case 'mpnewsarticle':
      return publishedBody(sim, account, message.mpnewsarticle.article_id)
    case 'news': {
      const [article, ...others] = message.news.articles
      // Exactly one article (facts A6.1 [U]).
      if (article === undefined || others.length > 0) return refuse(45008, 'article size out of limit')
      const { title, description, url, picurl: picture } = article
      return { kind: 'news', articles: [{ title, description, url, picture }] }
    }
    case 'link': {
      const { thumb_url: picture, ...link } = message.link
      return linkBody({ ...link, picture })
    }
    case 'msgmenu': {
      const { head_content: head, tail_content: tail } = message.msgmenu
      const list = message.msgmenu.list.map((one) => ({ ...one, url: '' }))
      return { kind: 'options', head, list, tail }
    }
    case 'miniprogrampage': {
      const { title, appid: appId, pagepath: page, thumb_media_id: picture } = message.miniprogrampage
      return miniBody({ title, appId, page, picture })
    }
  }
}

function publishedBody(sim: Simulation, account: OaAccount | MiniAccount, articleId: string): MessageBody {
  const published = stateOf(sim, account).publications.find((one) => one.articleId === articleId && one.finished)
  return published === undefined ? refuse(53600, 'article id is invalid') : newsBody(articleId, published.articles)
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
    const body = bodyOf(context.sim, account, parsed.data)
    if (body.kind === 'media' && OWN_MEDIA.has(input.msgtype)) mediaOf(context.sim, account, body.mediaId)
    takeFromWindow(
      context.sim,
      account.kind === 'oa' ? followOf(context.sim, account.appId, person) : miniWindowOf(context.sim, account, person),
    )
    const chat = account.kind === 'oa' ? chatOf.oa(account.appId, person) : chatOf.mini(account.appId, person)
    delete stateOf(context.sim, account).typing[person]
    addMessage(context.sim, { chat, from: 'account', body })
    return { errcode: 0, errmsg: 'ok' }
  },
})
