import { z } from 'zod'
import { MenuButton, MessageTemplate, ServiceWindow } from './parts.ts'

/** What one Official Account or mini-program remembers beside people and messages. Times are the clock's milliseconds. */
export const StoredMedia = z.object({
  id: z.string(),
  kind: z.enum(['image', 'voice', 'video', 'thumb']),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  /** Of permanent videos. */
  title: z.string(),
  introduction: z.string(),
  url: z.string(),
  createdAt: z.number(),
  /** Null: permanent. */
  expiresAt: z.number().nullable(),
})
export type StoredMedia = z.infer<typeof StoredMedia>

export const Article = z.object({
  title: z.string(),
  author: z.string().default(''),
  digest: z.string().default(''),
  content: z.string(),
  content_source_url: z.string().default(''),
  thumb_media_id: z.string(),
  show_cover_pic: z.number().int().default(0),
  need_open_comment: z.number().int().default(0),
  only_fans_can_comment: z.number().int().default(0),
})
export type Article = z.infer<typeof Article>

export const Draft = z.object({ id: z.string(), articles: z.array(Article), updatedAt: z.number() })
export type Draft = z.infer<typeof Draft>

export const Publication = z.object({
  publishId: z.number(),
  dataId: z.number(),
  articleId: z.string(),
  at: z.number(),
  finished: z.boolean(),
  articles: z.array(Article.extend({ url: z.string(), deleted: z.boolean() })),
})
export type Publication = z.infer<typeof Publication>

export const MassJob = z.object({
  id: z.number(),
  /** Of article messages only. */
  dataId: z.number().nullable(),
  clientId: z.string().nullable(),
  at: z.number(),
  status: z.enum(['SENDING', 'SEND_SUCCESS', 'DELETE']),
  titles: z.array(z.string()),
  deleted: z.array(z.number().int()),
  /** What was sent stays readable when the draft changes. */
  draft: z.string().default(''),
  articles: z.array(Article).default([]),
})
export type MassJob = z.infer<typeof MassJob>

export const ConditionalMenu = z.object({
  id: z.string(),
  button: z.array(MenuButton),
  tagId: z.string().nullable(),
  platform: z.string().nullable(),
})
export type ConditionalMenu = z.infer<typeof ConditionalMenu>

export const WebSession = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  person: z.string(),
  scope: z.string(),
  expiresAt: z.number(),
  refreshableUntil: z.number(),
})
export type WebSession = z.infer<typeof WebSession>

export const MiniLink = z.object({
  link: z.string(),
  kind: z.enum(['scheme', 'url']),
  path: z.string(),
  query: z.string(),
  env: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
})
export type MiniLink = z.infer<typeof MiniLink>

const Counted = z.object({ period: z.string(), count: z.number().int() })

export const WechatState = z.object({
  media: z.array(StoredMedia).default([]),
  drafts: z.array(Draft).default([]),
  publications: z.array(Publication).default([]),
  massJobs: z.array(MassJob).default([]),
  /** Mass messages of the month, by person. */
  massReceived: z.record(z.string(), Counted).default({}),
  massSpeed: z.number().int().default(0),
  /** People, the latest last. */
  blacklist: z.array(z.string()).default([]),
  conditionalMenus: z.array(ConditionalMenu).default([]),
  industry: z
    .object({ ids: z.tuple([z.string(), z.string()]), at: z.number() })
    .nullable()
    .default(null),
  /** Of subscription notices; those of template messages and of the mini-program are the world's. */
  noticeTemplates: z.array(MessageTemplate).default([]),
  webSessions: z.array(WebSession).default([]),
  links: z.array(MiniLink).default([]),
  /** When a person last opened the mini-program. */
  visits: z.record(z.string(), z.number()).default({}),
  /** Customer service of a mini-program, by person. */
  serviceWindows: z.record(z.string(), z.record(z.string(), ServiceWindow)).default({}),
  /** Until when a person sees "typing", by person. */
  typing: z.record(z.string(), z.number()).default({}),
  /** Answers given for good to requests for subscribe messages, by person and template. */
  kept: z.record(z.string(), z.record(z.string(), z.enum(['accept', 'reject']))).default({}),
  /** Calls of the day, by path. */
  uses: z.record(z.string(), Counted).default({}),
  /** How often the counts were cleared this month. */
  cleared: Counted.default({ period: '', count: 0 }),
})
export type WechatState = z.infer<typeof WechatState>
