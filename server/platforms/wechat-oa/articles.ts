import { z } from 'zod'
import { bytes, chars } from '../text-limits.ts'

const Flag = z.union([z.literal(0), z.literal(1)])
const A_MEGABYTE = 1024 * 1024

/**
 * One article of a draft (facts A8.1). The cover must be a permanent picture; pictures inside the text must come from
 * media/uploadimg, others are taken out. Lengths are [U].
 */
export const DraftArticle = z.object({
  title: chars(64).min(1),
  author: z.string().optional(),
  digest: z.string().optional(),
  content: bytes(A_MEGABYTE - 1).min(1),
  content_source_url: z.string().optional(),
  thumb_media_id: z.string().min(1),
  need_open_comment: Flag.optional(),
  only_fans_can_comment: Flag.optional(),
})

/** The same article as it is read back; without its text when `no_content` was asked for. */
export const NewsItem = z.object({
  title: z.string(),
  author: z.string().default(''),
  digest: z.string().default(''),
  content: z.string().default(''),
  content_source_url: z.string().default(''),
  thumb_media_id: z.string().default(''),
  url: z.string().default(''),
  is_deleted: z.boolean().optional(),
})

/** Twenty at a time; 1: without the texts. */
export const ArticlePage = z.object({
  offset: z.number().int().min(0),
  count: z.number().int().min(1).max(20),
  no_content: Flag.default(0),
})
