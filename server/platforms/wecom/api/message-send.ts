import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'
import { bytes, chars } from '../../text-limits.ts'
import { TemplateCard } from '../template-card.ts'

/** To members, departments or tags of the app's own scope: `|` between ids, or `@all` (facts C5.1). */
const upTo = (most: number) => z.string().refine((list) => list.split('|').length <= most, { message: `above ${most}` })
const addressed = {
  touser: upTo(1000).optional(),
  toparty: upTo(100).optional(),
  totag: upTo(100).optional(),
  agentid: z.number().int(),
  /** Always on: the same content to the same member is not delivered again inside the interval. */
  enable_duplicate_check: z.literal(1).default(1),
  duplicate_check_interval: z.number().int().max(14_400).default(1800),
  enable_id_trans: z.union([z.literal(0), z.literal(1)]).optional(),
}
const kept = { ...addressed, safe: z.number().int().min(0).max(2).optional() }

const Media = z.object({ media_id: z.string() })
const Article = z.object({
  title: bytes(128).min(1),
  description: bytes(512).optional(),
  url: z.string().optional(),
  picurl: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
})
const KeptArticle = z.object({
  title: bytes(128).min(1),
  thumb_media_id: z.string(),
  author: bytes(64).optional(),
  content_source_url: z.string().optional(),
  content: bytes(666 * 1024),
  digest: bytes(512).optional(),
})
/** Only for apps a mini-program is bound to, and never to everybody. */
const MiniProgramNotice = z.object({
  appid: z.string(),
  page: z.string().optional(),
  title: chars(12).min(4),
  description: chars(12).min(4).optional(),
  emphasis_first_item: z.boolean().optional(),
  content_item: z
    .array(z.object({ key: chars(10), value: chars(30) }))
    .max(10)
    .optional(),
})

/** Lengths of one kind or another are unconfirmed [U]. */
const Message = z.discriminatedUnion('msgtype', [
  z.object({ ...kept, msgtype: z.literal('text'), text: z.object({ content: bytes(2048).min(1) }) }),
  z.object({ ...kept, msgtype: z.literal('image'), image: Media }),
  z.object({ ...addressed, msgtype: z.literal('voice'), voice: Media }),
  z.object({
    ...kept,
    msgtype: z.literal('video'),
    video: z.object({ media_id: z.string(), title: bytes(128).optional(), description: bytes(512).optional() }),
  }),
  z.object({ ...kept, msgtype: z.literal('file'), file: Media }),
  z.object({
    ...addressed,
    msgtype: z.literal('textcard'),
    textcard: z.object({
      title: bytes(128),
      description: bytes(512),
      url: z.string(),
      btntxt: chars(4).optional(),
    }),
  }),
  z.object({ ...addressed, msgtype: z.literal('news'), news: z.object({ articles: z.array(Article).min(1).max(8) }) }),
  z.object({
    ...kept,
    msgtype: z.literal('mpnews'),
    mpnews: z.object({ articles: z.array(KeptArticle).min(1).max(8) }),
  }),
  z.object({ ...addressed, msgtype: z.literal('markdown'), markdown: z.object({ content: bytes(2048).min(1) }) }),
  z.object({ ...addressed, msgtype: z.literal('miniprogram_notice'), miniprogram_notice: MiniProgramNotice }),
  z.object({ ...addressed, msgtype: z.literal('template_card'), template_card: TemplateCard }),
])

export const messageSend = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90236',
  method: 'POST',
  path: '/cgi-bin/message/send',
  repeat: 'keyed',
  input: Message.refine(({ touser = '', toparty = '', totag = '' }) => `${touser}${toparty}${totag}` !== '', {
    message: 'to nobody',
  }).refine(({ msgtype, touser }) => msgtype !== 'miniprogram_notice' || touser !== '@all', {
    message: 'miniprogram_notice does not go to everybody',
  }),
  /** The platform counts people (C1.2); how many a department, a tag or `@all` holds only it knows. */
  units: ({ touser }) => touser?.split('|').length ?? 1,
  reply: z.object({
    msgid: LooseId.optional(),
    /** `|`-joined here, a list in update_template_card. */
    invaliduser: z.string().default(''),
    invalidparty: z.string().default(''),
    invalidtag: z.string().default(''),
    unlicenseduser: z.string().default(''),
    response_code: z.string().optional(),
  }),
})
