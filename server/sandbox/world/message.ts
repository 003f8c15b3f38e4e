import { z } from 'zod'

/** A card as posted; only what the phones draw is read, the rest stays as it came. */
export const CardContent = z.object({
  cardType: z.string(),
  title: z.string(),
  description: z.string(),
  source: z.string(),
  subTitle: z.string(),
  quote: z.string(),
  rows: z.array(z.object({ name: z.string(), value: z.string(), url: z.string().nullable() })),
  jumps: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  buttons: z.array(z.object({ text: z.string(), key: z.string(), style: z.number(), url: z.string().nullable() })),
  url: z.string().nullable(),
  taskId: z.string(),
  picture: z.string().default(''),
  emphasis: z.object({ title: z.string(), text: z.string() }).nullable().default(null),
  /** Rows below each other, of cards with a picture. */
  lines: z.array(z.object({ title: z.string(), text: z.string() })).default([]),
  /** What must be chosen before a button is pressed; goes out as SelectedItems (facts C5.4). */
  questions: z
    .array(
      z.object({
        key: z.string(),
        title: z.string(),
        many: z.boolean(),
        options: z.array(z.object({ id: z.string(), text: z.string() })),
        chosen: z.array(z.string()),
      }),
    )
    .default([]),
  /** The menu in the card's corner. */
  menu: z.array(z.object({ text: z.string(), key: z.string() })).default([]),
})
export type CardContent = z.infer<typeof CardContent>

/** As the phones name them. */
export const MediaKind = z.enum(['图片', '语音', '视频', '文件', '音乐', '卡券', '位置', '名片'])
export type MediaKind = z.infer<typeof MediaKind>

export const MessageBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('markdown'), text: z.string() }),
  /** Grey line in the middle: what the app itself says. */
  z.object({ kind: z.literal('notice'), text: z.string() }),
  z.object({
    kind: z.literal('template'),
    title: z.string(),
    fields: z.array(z.object({ label: z.string(), value: z.string() })),
    url: z.string().nullable(),
    page: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('link'),
    title: z.string(),
    description: z.string(),
    url: z.string(),
    action: z.string(),
    picture: z.string().default(''),
  }),
  /** Articles: the first with a large picture, the others as rows. */
  z.object({
    kind: z.literal('news'),
    articles: z.array(z.object({ title: z.string(), description: z.string(), url: z.string(), picture: z.string() })),
  }),
  z.object({
    kind: z.literal('mini-card'),
    title: z.string(),
    appId: z.string(),
    page: z.string(),
    picture: z.string().default(''),
    description: z.string().default(''),
    rows: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  }),
  z.object({
    kind: z.literal('options'),
    head: z.string(),
    list: z.array(z.object({ id: z.string(), content: z.string(), url: z.string().default('') })),
    tail: z.string(),
  }),
  z.object({
    kind: z.literal('media'),
    media: MediaKind,
    mediaId: z.string(),
    title: z.string().default(''),
  }),
  z.object({
    kind: z.literal('card'),
    card: CardContent,
    /** What a pressed button now says, for everyone who sees this copy. */
    replacedBy: z.string().nullable(),
  }),
])
export type MessageBody = z.infer<typeof MessageBody>

type BodyOf<K extends MessageBody['kind']> = Extract<MessageBody, { kind: K }>
export const mediaBody = (media: MediaKind, mediaId: string, title = ''): BodyOf<'media'> => ({
  kind: 'media',
  media,
  mediaId,
  title,
})
type Link = { title: string; description: string; url: string; action?: string; picture?: string }
export const linkBody = (of: Link): BodyOf<'link'> => ({ kind: 'link', action: '', picture: '', ...of })
type Mini = { title: string; appId: string; page: string; picture?: string }
export const miniBody = (of: Mini): BodyOf<'mini-card'> => ({
  kind: 'mini-card',
  picture: '',
  description: '',
  rows: [],
  ...of,
})

export const Message = z.object({
  id: z.string(),
  /** `oa:<appid>:<person>`, `mini:<appid>:<person>`, `app:<agentid>:<userid>`, `friend:<userid>:<person>`, `kf:<openkfid>:<person>` or `group:<chatid>`. */
  chat: z.string(),
  at: z.number(),
  from: z.enum(['person', 'account', 'staff', 'app']),
  /** Who of several, in a group: a person or a userid. */
  by: z.string().nullable().default(null),
  body: MessageBody,
  /** The platform's own number of a sent message (msgid), where it gave one. */
  receipt: z.string().nullable(),
  recalled: z.boolean(),
})
export type Message = z.infer<typeof Message>

export const chatOf = {
  oa: (appId: string, person: string) => `oa:${appId}:${person}`,
  mini: (appId: string, person: string) => `mini:${appId}:${person}`,
  app: (agentId: number, userId: string) => `app:${agentId}:${userId}`,
  friend: (userId: string, person: string) => `friend:${userId}:${person}`,
  kf: (openKfId: string, person: string) => `kf:${openKfId}:${person}`,
  group: (chatId: string) => `group:${chatId}`,
}
